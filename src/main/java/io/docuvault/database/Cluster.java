package io.docuvault.database;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL's data directory, made at the first start. */
final class Cluster {

    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    private static final String UNFINISHED = "cluster.unfinished-";

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
        deleteUnfinished(home);
        // Under a name that nobody had before: an initdb whose DocuVault was killed may write to its own for a while.
        Path unfinished = Files.createTempDirectory(home, UNFINISHED);
        Path password = home.resolve(unfinished.getFileName() + ".password");
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

    private static void deleteUnfinished(Path home) throws IOException {
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(home, UNFINISHED + "*")) {
            for (Path path : paths) {
                try {
                    Durable.deleteTree(path);
                } catch (IOException e) {
                    log.info("{} is left for the next first start to delete: {}", path, e.toString());
                }
            }
        }
    }
}
