package io.docuvault.storage.webdav;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.docuvault.shared.Digests;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real WebDAV server on this machine, with one user and an empty folder. */
public final class DavServer implements AutoCloseable {

    public static final String USER = "ada";
    public static final String PASSWORD = "correct horse";

    private static final Path APACHE_MODULES = Path.of("/usr/lib/apache2/modules");

    private final Path directory;
    private final Path files;
    private final int port;
    private final Process process;

    private DavServer(Path directory, Path files, int port, List<String> command) throws IOException {
        this.directory = directory;
        this.files = files;
        this.port = port;
        this.process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile())
                .start();
        try {
            await().ignoreExceptions().untilAsserted(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw new IllegalStateException(Files.readString(directory.resolve("output.log")), e);
        }
    }

    /** Apache's mod_dav. Without it the test is left out, but not in CI. */
    public static DavServer apache() {
        String binary = required("apache2", "httpd");
        try {
            Path directory = Files.createTempDirectory("apache");
            Path files = Files.createDirectories(directory.resolve("files"));
            Path locks = Files.createDirectories(directory.resolve("locks"));
            int port = freePort();
            Files.writeString(directory.resolve("users"), USER + ":{SHA}" + sha1(PASSWORD) + "\n");
            Files.writeString(directory.resolve("apache.conf"), """
                    ServerRoot %1$s
                    PidFile %1$s/pid
                    Mutex pthread
                    ErrorLog %1$s/output.log
                    Listen 127.0.0.1:%2$d
                    ServerName localhost
                    %3$s
                    DavLockDB %1$s/locks/db
                    DocumentRoot %1$s/files
                    <Directory %1$s/files>
                        Dav On
                        AuthType Basic
                        AuthName dav
                        AuthUserFile %1$s/users
                        Require valid-user
                    </Directory>
                    """.formatted(directory, port, modules()));
            if (System.getProperty("user.name").equals("root")) {
                // Started as root it becomes somebody else, who has to be able to write.
                Files.writeString(
                        directory.resolve("apache.conf"),
                        "User www-data\nGroup www-data\n" + Files.readString(directory.resolve("apache.conf")));
                for (Path path : List.of(directory, files, locks)) {
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
                }
            }
            return new DavServer(
                    directory,
                    files,
                    port,
                    List.of(binary, "-D", "FOREGROUND", "-f", directory.resolve("apache.conf") + ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String modules() {
        StringBuilder lines = new StringBuilder();
        for (String module : List.of(
                "mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "dav", "dav_fs")) {
            lines.append("LoadModule %s_module %s/mod_%s.so\n".formatted(module, APACHE_MODULES, module));
        }
        return lines.toString();
    }

    /** Another make: rclone, by Go's WebDAV library. */
    public static DavServer rclone() {
        String binary = required("rclone");
        try {
            Path directory = Files.createTempDirectory("rclone");
            Path files = Files.createDirectories(directory.resolve("files"));
            int port = freePort();
            return new DavServer(
                    directory,
                    files,
                    port,
                    List.of(
                            binary,
                            "serve",
                            "webdav",
                            files.toString(),
                            "--config",
                            directory.resolve("rclone.conf").toString(),
                            "--addr",
                            "127.0.0.1:" + port,
                            "--dir-cache-time",
                            "0s",
                            "--user",
                            USER,
                            "--pass",
                            PASSWORD));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String required(String... names) {
        Optional<File> found = Arrays.stream(names)
                .flatMap(name -> Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin").split(":", -1))
                        .map(place -> new File(place, name)))
                .filter(File::canExecute)
                .findFirst();
        assumeTrue(found.isPresent() || System.getenv("CI") != null, String.join(" or ", names) + " is not installed");
        return found.orElseThrow(() -> new IllegalStateException(names[0] + " is not installed"))
                .toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String sha1(String text) {
        return Base64.getEncoder().encodeToString(Digests.sha1().digest(text.getBytes(UTF_8)));
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What lies in the user's space, as its owner sees it. */
    public Path files() {
        return files;
    }

    /** All files that are in the connection's folder. */
    public List<Path> stored() {
        try (var found = Files.walk(files)) {
            // Apache keeps properties beside the files.
            return found.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/.DAV/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            try (var left = Files.walk(directory)) {
                left.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
