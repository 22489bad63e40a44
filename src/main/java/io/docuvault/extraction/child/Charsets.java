package io.docuvault.extraction.child;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Decides the clear cases before statistics are asked, which guess wildly in short texts: UTF-16 by its NULs, valid
 * UTF-8, and Windows-1252 where a handful of bytes is all there is to go by. Byte order marks are Tika's business.
 */
final class Charsets implements EncodingDetector {

    private static final long serialVersionUID = 1;
    private static final int SAMPLE = 16 * 1024;
    private static final int FEW_BYTES = 40;
    private static final Charset WESTERN = Charset.forName("windows-1252");

    @Override
    public @Nullable Charset detect(InputStream in, Metadata metadata) throws IOException {
        if (in == null) {
            return null;
        }
        in.mark(SAMPLE);
        byte[] sample = in.readNBytes(SAMPLE);
        in.reset();
        if (sample.length < 2 || startsWithByteOrderMark(sample)) {
            return null;
        }
        int even = 0;
        int odd = 0;
        int high = 0;
        for (int i = 0; i < sample.length; i++) {
            even += sample[i] == 0 && i % 2 == 0 ? 1 : 0;
            odd += sample[i] == 0 && i % 2 == 1 ? 1 : 0;
            high += sample[i] < 0 ? 1 : 0;
        }
        return decide(sample, even, odd, high);
    }

    private static @Nullable Charset decide(byte[] sample, int evenNuls, int oddNuls, int high) {
        int most = sample.length / 2 * 3 / 5;
        if (oddNuls > most && evenNuls * 10 < oddNuls) {
            return StandardCharsets.UTF_16LE;
        }
        if (evenNuls > most && oddNuls * 10 < evenNuls) {
            return StandardCharsets.UTF_16BE;
        }
        if (high == 0 && evenNuls + oddNuls == 0) {
            return null;
        }
        if (isUtf8(sample)) {
            return StandardCharsets.UTF_8;
        }
        return high <= FEW_BYTES && high * 2 < sample.length ? WESTERN : null;
    }

    /** The sample may end inside a character. */
    private static boolean isUtf8(byte[] sample) {
        for (int cut = 0; cut < (sample.length == SAMPLE ? 4 : 1); cut++) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(sample, 0, sample.length - cut));
                return true;
            } catch (CharacterCodingException e) {
                // Tried again without the last byte.
            }
        }
        return false;
    }

    private static boolean startsWithByteOrderMark(byte[] sample) {
        int first = ((sample[0] & 0xFF) << 8) | (sample[1] & 0xFF);
        return first == 0xFEFF || first == 0xFFFE || first == 0xEFBB;
    }
}
