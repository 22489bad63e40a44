package io.docuvault.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** PostgreSQL's data directory, made at the first start. */
final class Cluster {

    private Cluster() {}

    /** The data directory in {@code home}, owned by {@code account}, for these very binaries. */
    static Path in(Path home, PostgresBinaries binaries, ServerAccount account, String superuserPassword)
            throws IOException {
        Path cluster = home.resolve("cluster");
        if (!Files.exists(cluster)) {
            initialise(home, cluster, binaries, account, superuserPassword);
        }
        account.own(cluster);
        int found =
                Integer.parseInt(Files.readString(cluster.resolve("PG_VERSION")).strip());
        int ours = binaries.majorVersion();
        if (found != ours) {
            throw new DatabaseStartException(
                    "The database in %s was made by PostgreSQL %d, this DocuVault brings PostgreSQL %d: start the version it was made with and follow docs/operations.md, section Upgrade of PostgreSQL."
                            .formatted(home, found, ours));
        }
        return cluster;
    }

    private static void initialise(
            Path home, Path cluster, PostgresBinaries binaries, ServerAccount account, String superuserPassword)
            throws IOException {
        Path unfinished = home.resolve("cluster.unfinished");
        Path password = home.resolve("password.unfinished");
        Durable.deleteTree(unfinished);
        Files.deleteIfExists(password);
        Files.createDirectory(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Passwords.write(password, superuserPassword);
        account.own(unfinished);
        account.own(password);
        Commands.run(account.command(List.of(
                binaries.program("initdb"),
                "--pgdata=" + unfinished,
                "--username=postgres",
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                // The text search parser still asks the C library what a letter is; C's answer makes quotation marks
                // and dashes part of the words beside them.
                "--lc-ctype=C.UTF-8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8")));
        Files.delete(password);
        Durable.rename(unfinished, cluster);
    }
}
