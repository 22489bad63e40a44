package io.docuvault.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The packaged jar as a process, which is started and killed again and again on the same data. It is unpacked by its own
 * tools first and given an archive of its classes, since most of a round is waiting for it to start.
 */
final class Vault implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration COMMAND = Duration.ofMinutes(5);
    private static final List<String> SMALL = List.of(
            "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:cds=off", "-Xlog:cds+dynamic=off");

    private final Path work;
    private final Path home;
    private final Path archive;
    private final Map<String, String> settings;
    private final int port = freePort();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable Process process;

    /** @param work for what is not the server's own data: the unpacked jar, the agent, logs */
    Vault(Path work, Path home, Map<String, String> settings) throws IOException, InterruptedException {
        this.work = Files.createDirectories(work);
        this.home = Files.createDirectories(home);
        this.archive = work.resolve("classes.jsa");
        this.settings = settings;
        if (!Files.exists(jar())) {
            run(new ProcessBuilder(
                    java(),
                    "-Djarmode=tools",
                    "-jar",
                    System.getProperty("docuvault.jar"),
                    "extract",
                    "--force",
                    "--destination",
                    work.resolve("app").toString()));
            Files.write(work.resolve("steps"), Step.lines());
            writeAgent();
        }
    }

    private Path jar() {
        return work.resolve("app")
                .resolve(Path.of(System.getProperty("docuvault.jar")).getFileName());
    }

    private void writeAgent() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", HaltAgent.class.getName());
        try (OutputStream out = Files.newOutputStream(work.resolve("agent.jar"));
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (String suffix : List.of("", "$Place", "$1", "$2")) {
                String name = HaltAgent.class.getName().replace('.', '/') + suffix + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (var bytes = HaltAgent.class.getClassLoader().getResourceAsStream(name)) {
                    jar.write(java.util.Objects.requireNonNull(bytes, name).readAllBytes());
                }
            }
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private ProcessBuilder java(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(SMALL);
        command.addAll(options);
        command.add("-jar");
        command.add(jar().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DATA_DIR", home.toString());
        builder.environment().put("SERVER_PORT", String.valueOf(port));
        builder.environment().putAll(settings);
        return builder;
    }

    URI address() {
        return URI.create("http://localhost:" + port);
    }

    Path home() {
        return home;
    }

    /** Starts the server, with the agent in it, and waits until it is well. */
    void start() throws IOException {
        launch();
        await().atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .failFast("The server ended, see " + log(), () -> !running().isAlive())
                .until(this::isWell);
    }

    /** Starts the server without waiting for it. */
    void launch() throws IOException {
        disarm();
        List<String> options = new ArrayList<>(List.of("-javaagent:" + work.resolve("agent.jar") + "=" + work));
        if (Files.exists(archive)) {
            options.add("-XX:SharedArchiveFile=" + archive);
        }
        process = java(options)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    Path log() {
        return work.resolve("server.log").toAbsolutePath();
    }

    private Process running() {
        return java.util.Objects.requireNonNull(process);
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    boolean isWell() {
        try {
            return http.send(
                            HttpRequest.newBuilder(address().resolve("/health"))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            BodyHandlers.ofString())
                    .body()
                    .contains("\"status\":\"ok\"");
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** From now on the server, or the next command, ends when it comes to this step. */
    void arm(Step step, int call, boolean withDatabase) throws IOException {
        Path file = Files.writeString(work.resolve("arming"), step.name() + " " + call + " " + withDatabase);
        Files.move(file, work.resolve("armed"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void disarm() throws IOException {
        Files.deleteIfExists(work.resolve("armed"));
    }

    /** Whether the server has come to the step within that time. */
    boolean halted(Duration patience) throws InterruptedException, IOException {
        boolean halted = running().waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        disarm();
        if (halted && running().exitValue() != HaltAgent.EXIT_CODE) {
            throw new AssertionError("The server ended with " + running().exitValue() + ", see " + log());
        }
        return halted;
    }

    /** As {@code kill -9} does, and as a power cut does where everything below dies with it. */
    void kill(boolean withDatabase) {
        List<ProcessHandle> below = running().descendants().toList();
        running().destroyForcibly().onExit().join();
        if (withDatabase) {
            below.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Kills the database server or one of its processes, and answers how. */
    String killDatabase(Random random) throws IOException, InterruptedException {
        long postmaster = Long.parseLong(Files.readAllLines(home.resolve("database/cluster/postmaster.pid"))
                .getFirst());
        List<Long> children = ProcessHandle.of(postmaster).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .toList();
        return switch (random.nextInt(4)) {
            case 0 -> signal("QUIT", postmaster, "immediate shutdown");
            case 1 ->
                signal(
                        "KILL",
                        children.isEmpty() ? postmaster : children.get(random.nextInt(children.size())),
                        "kill -9 of a process of it");
            case 2 -> {
                signal("KILL", postmaster, "");
                for (long child : children) {
                    signal("KILL", child, "");
                }
                yield "kill -9 of all of it";
            }
            default -> signal("KILL", postmaster, "kill -9 of its first process");
        };
    }

    private static String signal(String name, long pid, String said) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
        return said;
    }

    /** What a command of the operator has come to. */
    record Ended(int code, String output) {}

    /** Runs a command beside the server, or alone. The first one leaves an archive of the classes behind. */
    Ended command(boolean withAgent, String... arguments) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>();
        if (withAgent) {
            options.add("-javaagent:" + work.resolve("agent.jar") + "=" + work);
        } else if (!Files.exists(archive)) {
            options.add("-XX:ArchiveClassesAtExit=" + archive);
        }
        if (Files.exists(archive)) {
            options.add("-XX:SharedArchiveFile=" + archive);
        }
        return run(java(options, arguments));
    }

    private Ended run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path errors = work.resolve("command.log");
        Process command = builder.redirectError(errors.toFile()).start();
        Thread watch = Thread.ofVirtual().start(() -> {
            try {
                if (!command.waitFor(COMMAND.toMillis(), TimeUnit.MILLISECONDS)) {
                    command.destroyForcibly();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        String output = new String(command.getInputStream().readAllBytes(), UTF_8);
        int code = command.waitFor();
        watch.interrupt();
        return new Ended(code, output.isEmpty() ? Files.readString(errors) : output);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it in order. */
    void stop() throws InterruptedException {
        running().destroy();
        if (!running().waitFor(90, TimeUnit.SECONDS)) {
            kill(true);
            throw new AssertionError("The server does not stop, see " + log());
        }
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill(true);
        }
        http.close();
    }
}
