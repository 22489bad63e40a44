package io.docuvault.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts small secrets at rest: AES-256-GCM under a key of its own purpose. A sealed secret says which master secret it
 * was sealed under, and is bound to the place it belongs to: moved to another row, it does not open.
 *
 * <p>Layout: one byte of version, four of key id, twelve of nonce, then the ciphertext with its tag.
 */
public final class Seal {

    private static final byte VERSION = 1;
    private static final int ID_BYTES = 4;
    private static final int HEADER_BYTES = 1 + ID_BYTES;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKey key;
    private final byte[] header;

    Seal(SecretKey key, byte[] keyId) {
        this.key = key;
        this.header = ByteBuffer.allocate(HEADER_BYTES)
                .put(VERSION)
                .put(keyId, 0, ID_BYTES)
                .array();
    }

    /**
     * Encrypts a secret.
     *
     * @param place where the secret is kept, such as its row's id
     */
    public byte[] seal(String place, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] text = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(secret.getBytes(UTF_8));
            return ByteBuffer.allocate(HEADER_BYTES + NONCE_BYTES + text.length)
                    .put(header)
                    .put(nonce)
                    .put(text)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM", e);
        }
    }

    /** What was sealed for this place; empty if that was under another master secret, or it was changed since. */
    public Optional<String> open(String place, byte[] sealed) {
        int start = HEADER_BYTES + NONCE_BYTES;
        if (sealed.length < start || !Arrays.equals(header, 0, HEADER_BYTES, sealed, 0, HEADER_BYTES)) {
            return Optional.empty();
        }
        byte[] nonce = Arrays.copyOfRange(sealed, HEADER_BYTES, start);
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, nonce, place).doFinal(sealed, start, sealed.length - start);
            return Optional.of(new String(text, UTF_8));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(header);
        cipher.updateAAD(place.getBytes(UTF_8));
        return cipher;
    }
}
