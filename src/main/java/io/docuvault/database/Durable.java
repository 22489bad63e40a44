package io.docuvault.database;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Changes to files that are there as a whole or not at all, also after a power cut. */
final class Durable {

    private Durable() {}

    /** Gives a finished file or directory its final name. */
    static void rename(Path unfinished, Path finished) throws IOException {
        Files.move(unfinished, finished, ATOMIC_MOVE);
        try (FileChannel parent = FileChannel.open(finished.getParent(), StandardOpenOption.READ)) {
            parent.force(true);
        }
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
