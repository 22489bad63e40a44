package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.shared.Digests;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Hexadecimal SHA-256 over several texts, each with its length, so that no two lists of texts run together to the same. */
final class Hashes {

    private Hashes() {}

    static String of(List<String> texts) {
        MessageDigest digest = Digests.sha256();
        for (String text : texts) {
            byte[] bytes = text.getBytes(UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
