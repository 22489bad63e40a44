package io.docuvault.database;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The embedded PostgreSQL of a server that runs, for a command beside it. */
record AttachedDatabase(DatabaseAddress application, DatabaseAddress migration) implements DatabaseServer {

    /** The server that was just started may still be setting up its database for the first time. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * The database that another process has started in this home directory; empty if none has.
     *
     * @throws DatabaseStartException if it does not become ready
     */
    static Optional<AttachedDatabase> in(Path home) {
        try {
            long begin = System.nanoTime();
            while (HomeLock.isHeld(home)) {
                Optional<PostmasterPid> running = PostmasterPid.read(home.resolve("cluster"))
                        .filter(server -> server.isReady() && server.isAlive());
                if (running.isPresent()) {
                    return Optional.of(at(running.get().port(), Passwords.keptIn(home)));
                }
                if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw new DatabaseStartException(
                            "The database in %s is in use by another DocuVault, but does not become ready."
                                    .formatted(home));
                }
                Pause.shortly();
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new DatabaseStartException(
                    "The database in %s is in use, and cannot be reached from here (is this the account that the server runs as?): %s"
                            .formatted(home, e),
                    e);
        }
    }

    private static AttachedDatabase at(int port, Passwords passwords) {
        return new AttachedDatabase(
                Bootstrap.address(port, "docuvault_app", passwords.app()),
                Bootstrap.address(port, "docuvault_migrate", passwords.migrate()));
    }
}
