package io.docuvault.extraction.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** This child's own directory of temporary files, which the server gave it. */
final class TemporaryFiles {

    private static final Path DIRECTORY = Path.of(System.getProperty("java.io.tmpdir"));

    private TemporaryFiles() {}

    static void deleteAll() {
        try (Stream<Path> tree = Files.walk(DIRECTORY)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder())
                    .filter(path -> !path.equals(DIRECTORY))
                    .toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // The server, or the next one to start, removes what stays.
        }
    }
}
