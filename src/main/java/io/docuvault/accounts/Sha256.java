package io.docuvault.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.shared.Digests;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A SHA-256 hash; equal ones are compared in constant time. */
final class Sha256 {

    private final byte[] bytes;

    private Sha256(byte[] bytes) {
        this.bytes = bytes;
    }

    static Sha256 of(String text) {
        return new Sha256(Digests.sha256().digest(text.getBytes(UTF_8)));
    }

    /** A hash as it was stored. */
    static Sha256 stored(byte[] bytes) {
        return new Sha256(bytes.clone());
    }

    byte[] bytes() {
        return bytes.clone();
    }

    String base64() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sha256 hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
