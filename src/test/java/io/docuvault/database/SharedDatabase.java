package io.docuvault.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The one embedded PostgreSQL of a test run, in a temporary directory that goes when the run ends. */
record SharedDatabase(Path dataDirectory, EmbeddedPostgres postgres) {

    private static final class Holder {
        static final SharedDatabase INSTANCE = start();
    }

    /** Starts it if this is the first to ask. */
    static SharedDatabase instance() {
        return Holder.INSTANCE;
    }

    private static SharedDatabase start() {
        Path directory = temporaryDirectory();
        SharedDatabase database = new SharedDatabase(directory, EmbeddedPostgres.start(directory.resolve("database")));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(database::end));
        return database;
    }

    /** A new directory that the account the server runs as may enter. */
    static Path temporaryDirectory() {
        try {
            Path directory = Files.createTempDirectory("docuvault-test");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end() {
        postgres.close();
        try {
            Durable.deleteTree(dataDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
