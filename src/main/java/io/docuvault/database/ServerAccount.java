package io.docuvault.database;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account that PostgreSQL's programs run as: our own, or an unprivileged one where we are root, as which PostgreSQL
 * refuses to run.
 *
 * @param entersAll whether it is given the right to pass through directories that are closed to it, since our home lies
 *     behind one: a clone in root's own home directory should work like any other
 */
record ServerAccount(int uid, int gid, boolean isOurs, boolean entersAll) {

    private static final Logger log = LoggerFactory.getLogger(ServerAccount.class);
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    /** The account for a server in {@code home}, an existing directory. */
    static ServerAccount choose(Path home) throws IOException {
        int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        int gid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
        if (uid != 0) {
            return new ServerAccount(uid, gid, true, false);
        }
        if (!Files.isExecutable(SETPRIV)) {
            throw new DatabaseStartException(
                    "PostgreSQL does not run as root, and %s, which would start it as another account, is missing: install util-linux or start DocuVault as an ordinary account."
                            .formatted(SETPRIV));
        }
        return named("postgres")
                .or(() -> named("nobody"))
                .orElseThrow(
                        () -> new DatabaseStartException(
                                "PostgreSQL does not run as root, and there is neither an account postgres nor nobody to run it as: start DocuVault as an ordinary account."))
                .ableToEnter(home);
    }

    private static Optional<ServerAccount> named(String name) {
        try (Stream<String> accounts = Files.lines(Path.of("/etc/passwd"))) {
            return accounts.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 3 && fields[0].equals(name))
                    .map(fields ->
                            new ServerAccount(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), false, false))
                    .findFirst();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The command line that runs a program as this account. */
    List<String> command(List<String> program) {
        return privileged(program, List.of());
    }

    /**
     * The same for the server itself: interrupted by the kernel when the thread that forked it ends, and in a session of
     * its own, since Ctrl-C at a terminal is meant for us, who stop it last.
     */
    List<String> serverCommand(List<String> program) {
        if (!Files.isExecutable(SETPRIV)) {
            return program; // the next start then stops what a killed one left behind
        }
        List<String> ownSession = new ArrayList<>(List.of("setsid"));
        ownSession.addAll(program);
        return privileged(ownSession, List.of("--pdeathsig", "INT"));
    }

    private List<String> privileged(List<String> program, List<String> options) {
        List<String> command = new ArrayList<>();
        if (!isOurs || !options.isEmpty()) {
            command.add(SETPRIV.toString());
            command.addAll(options);
        }
        if (!isOurs) {
            command.addAll(List.of("--reuid=" + uid, "--regid=" + gid, "--clear-groups"));
        }
        if (entersAll) {
            // Without the secure bit, access(2), by which PostgreSQL looks at its own program, takes no account of it.
            command.addAll(List.of(
                    "--securebits=+no_setuid_fixup",
                    "--inh-caps=-all,+dac_read_search",
                    "--ambient-caps=-all,+dac_read_search"));
        }
        command.addAll(program);
        return command;
    }

    /** Gives a file or a directory with everything in it to this account. */
    void own(Path path) throws IOException {
        if (uid(path) == uid) {
            return;
        }
        if (isOurs) {
            throw new DatabaseStartException(
                    "%s belongs to another account than the one DocuVault runs as now: start it as that account again, or as root, or give the directory to this one with chown -R."
                            .formatted(path));
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                change(file);
                return FileVisitResult.CONTINUE;
            }

            // After what is inside, so that a change cut short is begun again.
            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                change(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void change(Path path) throws IOException {
        Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }

    private static int uid(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    private ServerAccount ableToEnter(Path home) throws IOException {
        if (enters(home)) {
            return this;
        }
        ServerAccount enteringAll = new ServerAccount(uid, gid, false, true);
        if (enteringAll.enters(home)) {
            log.info(
                    "The account with the number {} may not enter {}; the database server is allowed to pass all the same",
                    uid,
                    firstClosed(home));
            return enteringAll;
        }
        throw new DatabaseStartException(
                "DocuVault runs as root, PostgreSQL as the account with the number %d, which may not enter %s: set DATA_DIR to a directory elsewhere (such as /var/lib/docuvault), allow it with chmod o+x, or start DocuVault as an ordinary account."
                        .formatted(uid, firstClosed(home)));
    }

    private boolean enters(Path directory) throws IOException {
        return Commands.succeeds(command(List.of("test", "-x", directory.toString())));
    }

    private Path firstClosed(Path home) throws IOException {
        for (int names = 1; names < home.getNameCount(); names++) {
            Path parent = home.getRoot().resolve(home.subpath(0, names));
            if (!enters(parent)) {
                return parent;
            }
        }
        return home;
    }
}
