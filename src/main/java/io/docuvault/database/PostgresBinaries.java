package io.docuvault.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked from the archive on the class path once per home and version. */
record PostgresBinaries(Path directory) {

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    static PostgresBinaries unpacked(Path home) throws IOException {
        URL archive = archive();
        Path directory = home.resolve("server-" + checksum(archive));
        if (!Files.exists(directory)) {
            Path unfinished = home.resolve("server.unfinished");
            Durable.deleteTree(unfinished);
            Files.createDirectory(unfinished);
            try (InputStream in = new BufferedInputStream(archive.openStream())) {
                unpack(in, unfinished);
            }
            Durable.rename(unfinished, directory);
            deleteOthers(home, directory);
        }
        return new PostgresBinaries(directory);
    }

    /** Earlier versions. A server that a killed DocuVault left running has what it needs in memory, and is stopped next. */
    private static void deleteOthers(Path home, Path current) throws IOException {
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(home, "server-*")) {
            for (Path version : versions) {
                if (!version.equals(current)) {
                    Durable.deleteTree(version);
                }
            }
        }
    }

    private static URL archive() {
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String name = switch (machine) {
            case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
            case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
            default -> machine;
        };
        URL archive = PostgresBinaries.class.getResource("/" + name);
        if (archive == null || !System.getProperty("os.name").startsWith("Linux")) {
            throw new DatabaseStartException(
                    "There is no embedded database for this machine (%s, %s): set DATABASE_URL and DATABASE_MIGRATE_URL to a PostgreSQL of your own."
                            .formatted(System.getProperty("os.name"), machine));
        }
        return archive;
    }

    /** Tells one archive from another without reading it: a jar knows the CRC of what it holds. */
    private static String checksum(URL archive) throws IOException {
        URLConnection connection = archive.openConnection();
        return connection instanceof JarURLConnection jar
                ? Long.toHexString(jar.getJarEntry().getCrc())
                : Long.toHexString(connection.getContentLengthLong());
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = entry.resolveIn(target);
                Files.createDirectories(entry.isDirectory() ? path : path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.copy(tar, path);
                    Files.setPosixFilePermissions(path, permissions(entry.getMode()));
                }
            }
        }
        // Whatever our umask is: the account that PostgreSQL runs as must be able to read them.
        try (var paths = Files.walk(target)) {
            for (Path directory : paths.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromOwnerReadDown = PosixFilePermission.values();
        for (int bit = 0; bit < fromOwnerReadDown.length; bit++) {
            if ((mode & (0400 >> bit)) != 0) {
                permissions.add(fromOwnerReadDown[bit]);
            }
        }
        return permissions;
    }

    String program(String name) {
        return directory.resolve("bin").resolve(name).toString();
    }

    /** The major version, of which a data directory knows one only. */
    int majorVersion() throws IOException {
        String version = Commands.run(List.of(program("postgres"), "--version"));
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.find()) {
            throw new DatabaseStartException("The embedded database does not tell its version: " + version);
        }
        return Integer.parseInt(matcher.group(1));
    }
}
