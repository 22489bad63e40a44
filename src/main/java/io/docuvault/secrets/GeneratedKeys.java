package io.docuvault.secrets;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Master keys that the server has made for itself: the present one in a file, those before it in another beside it. A
 * command may change them while a server runs, which notices at its next look. The former ones are written first, so that
 * whoever reads the present one first finds each key that anything may be sealed under.
 */
final class GeneratedKeys {

    private static final String FORMER = ".former";

    private final Path directory;
    private final String name;
    private final int bytes;
    private volatile @Nullable Read last;

    GeneratedKeys(Path directory, String name, int bytes) {
        this.directory = directory;
        this.name = name;
        this.bytes = bytes;
    }

    /** @param stamp of the file that the first of the keys is in */
    private record Read(Object stamp, List<String> keys) {}

    /** The texts of the keys, the one to seal with first; made at the first look. */
    List<String> keys() {
        Read known = last;
        try {
            if (known == null || !known.stamp().equals(stamp())) {
                known = read();
                last = known;
            }
            return known.keys();
        } catch (IOException e) {
            throw new SecretKeyException("The generated secret in " + file() + " cannot be read.", e);
        }
    }

    /** Replaced, not rewritten: a new file has another key of the file system's, or at least another time. */
    private Object stamp() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file(), BasicFileAttributes.class);
        return List.of(Objects.requireNonNullElse(attributes.fileKey(), ""), attributes.lastModifiedTime());
    }

    private Read read() throws IOException {
        // Made at the first look.
        MasterKey.kept(directory, name, bytes);
        // Before it is read: what replaces it in between is then read at the next look.
        Object stamp = stamp();
        List<String> keys = new ArrayList<>();
        keys.add(MasterKey.kept(directory, name, bytes));
        keys.addAll(former());
        return new Read(stamp, List.copyOf(keys));
    }

    private List<String> former() throws IOException {
        Path file = directory.resolve(name + FORMER);
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .filter(line -> !line.isBlank())
                        .toList()
                : List.of();
    }

    /**
     * Puts a new key in the place of the present one.
     *
     * @param needed which of the keys before the present one are to be kept as well
     */
    void replace(Predicate<String> needed) {
        try (FileChannel alone = FileChannel.open(
                        directory.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = alone.lock()) {
            String present = MasterKey.kept(directory, name, bytes).strip();
            List<String> former = new ArrayList<>();
            former.add(present);
            former().stream().filter(needed).forEach(former::add);
            MasterKey.write(directory, name + FORMER, String.join("\n", former) + "\n");
            MasterKey.write(directory, name, MasterKey.random(bytes));
        } catch (IOException e) {
            throw new SecretKeyException("The generated secret in " + file() + " cannot be replaced.", e);
        }
    }

    private Path file() {
        return directory.resolve(name);
    }
}
