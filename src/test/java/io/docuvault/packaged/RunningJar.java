package io.docuvault.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged jar, run as its users run it: a process of its own. */
final class RunningJar implements AutoCloseable {

    static final Path LAUNCHER = Path.of("bin", "docuvault");
    private static final Duration START = Duration.ofMinutes(2);

    private final Process process;
    private final URI address;
    private final Path log;

    private RunningJar(Process process, URI address, Path log) {
        this.process = process;
        this.address = address;
        this.log = log;
    }

    /** Starts the jar on a free port and waits until it is well. */
    static RunningJar start(Path dataDirectory, Map<String, String> environment) throws IOException {
        return start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-jar",
                        System.getProperty("docuvault.jar")),
                dataDirectory,
                environment);
    }

    /** As {@link #start(Path, Map)}, with the launcher and what it is told to do. */
    static RunningJar launch(List<String> arguments, Path dataDirectory, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(arguments);
        return start(command, dataDirectory, environment);
    }

    private static RunningJar start(List<String> command, Path dataDirectory, Map<String, String> environment)
            throws IOException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DATA_DIR", dataDirectory.toString());
        builder.environment().put("SERVER_PORT", String.valueOf(port));
        builder.environment().putAll(environment);
        Path log = Path.of("target", "packaged-" + port + ".log");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        RunningJar jar = new RunningJar(process, URI.create("http://localhost:" + port), log.toAbsolutePath());
        await().atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .failFast("The jar ended, see " + log, () -> !process.isAlive())
                .until(jar::isWell);
        return jar;
    }

    /** Runs one of the operator's commands to its end, and answers what it said. */
    static String command(Path dataDirectory, String... arguments) throws IOException, InterruptedException {
        return command(dataDirectory, Map.of(), arguments);
    }

    static String command(Path dataDirectory, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("docuvault.jar")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DATA_DIR", dataDirectory.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("The command ended with " + process.exitValue() + ": " + output);
        }
        return output;
    }

    URI address() {
        return address;
    }

    /** Where its output goes; without a mail server, its mails as well. */
    Path log() {
        return log;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    private boolean isWell() throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(address.resolve("/health")).build(), BodyHandlers.ofString())
                    .body()
                    .contains("\"status\":\"ok\"");
        } catch (IOException _) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
