package io.docuvault.portability;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of JSON out of an archive that may come from anywhere: none of them fills the memory. */
final class Lines {

    private static final int LONGEST = 1024 * 1024;

    private final InputStream in;

    /** @param in buffered */
    Lines(InputStream in) {
        this.in = in;
    }

    @Nullable String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read = in.read();
        if (read < 0) {
            return null;
        }
        for (; read >= 0 && read != '\n'; read = in.read()) {
            if (line.size() == LONGEST) {
                throw new IOException("A line of the archive is longer than %d bytes.".formatted(LONGEST));
            }
            line.write(read);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
