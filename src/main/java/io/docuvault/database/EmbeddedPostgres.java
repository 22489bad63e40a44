package io.docuvault.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own in a home directory that stays: unpacked and set up at the first start, found again at later
 * ones, also after this process or the machine was killed.
 */
final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    /** Sized for a household's machine; whoever needs more brings a PostgreSQL of their own. */
    private static final Map<String, String> CONFIGURATION = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("max_connections", "60"),
            Map.entry("shared_buffers", "128MB"),
            Map.entry("random_page_cost", "1.1"),
            Map.entry("jit", "off"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            // Failed statements are the application's to report; here they would put people's data into the log.
            Map.entry("log_min_messages", "log"),
            Map.entry("log_min_error_statement", "panic"));

    private final HomeLock lock;
    private final PostgresProcess process;
    private final DatabaseAddress application;
    private final DatabaseAddress migration;

    private EmbeddedPostgres(HomeLock lock, PostgresProcess process, int port, Passwords passwords) {
        this.lock = lock;
        this.process = process;
        this.application = Bootstrap.address(port, "docuvault_app", passwords.app());
        this.migration = Bootstrap.address(port, "docuvault_migrate", passwords.migrate());
    }

    /**
     * Starts the server of this home directory and waits until it takes connections.
     *
     * @throws DatabaseStartException with a sentence for the operator if it cannot be started
     */
    static EmbeddedPostgres start(Path home) {
        long begin = System.nanoTime();
        try {
            prepare(home);
            HomeLock lock = HomeLock.acquire(home);
            try {
                EmbeddedPostgres postgres = start(home, lock);
                log.info("Embedded database ready after {} ms", (System.nanoTime() - begin) / 1_000_000);
                return postgres;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DatabaseStartException("The embedded database in %s cannot be started: %s".formatted(home, e), e);
        }
    }

    private static void prepare(Path home) throws IOException {
        if (!Files.exists(home)) {
            Files.createDirectories(home);
            // The account that PostgreSQL runs as must get through, and need not see what else is there.
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        }
    }

    private static EmbeddedPostgres start(Path home, HomeLock lock) throws IOException {
        ServerAccount account = ServerAccount.choose(home);
        PostgresBinaries binaries = PostgresBinaries.unpacked(home);
        Passwords passwords = Passwords.keptIn(home);
        Path cluster = Cluster.in(home, binaries, account, passwords.superuser());
        Survivors.stop(cluster);
        int port = freePort();
        PostgresProcess process =
                PostgresProcess.start(cluster, account.serverCommand(command(binaries, cluster, port)));
        try {
            Bootstrap.run(port, passwords);
        } catch (IOException | RuntimeException e) {
            process.stop();
            throw e;
        }
        return new EmbeddedPostgres(lock, process, port, passwords);
    }

    private static List<String> command(PostgresBinaries binaries, Path cluster, int port) {
        List<String> command = new ArrayList<>(List.of(binaries.program("postgres"), "-D", cluster.toString()));
        command.addAll(List.of("-p", String.valueOf(port)));
        CONFIGURATION.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    DatabaseAddress application() {
        return application;
    }

    DatabaseAddress migration() {
        return migration;
    }

    @Override
    public void close() {
        process.stop();
        try {
            lock.close();
        } catch (IOException e) {
            log.warn("The lock of the database's home is not released before this process ends", e);
        }
    }
}
