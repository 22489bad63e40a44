package io.docuvault.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.type.TypeReference;

/**
 * The installation's master keys, encrypted under a passphrase: AES-256-GCM with a key by PBKDF2-HMAC-SHA256, whose
 * number of rounds is what OWASP's Password Storage Cheat Sheet asks for.
 */
record SealedKeys(String cipher, String derivation, int iterations, String salt, String nonce, String text) {

    private static final String CIPHER = "AES-256-GCM";
    private static final String DERIVATION = "PBKDF2-HMAC-SHA256";
    private static final int ITERATIONS = 600_000;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int TAG_BITS = 128;

    static SealedKeys of(Map<String, String> keys, char[] passphrase) {
        SecureRandom random = new SecureRandom();
        byte[] salt = new byte[16];
        byte[] nonce = new byte[12];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        try {
            byte[] text = cipher(Cipher.ENCRYPT_MODE, passphrase, salt, nonce, ITERATIONS)
                    .doFinal(BackupDirectory.JSON.writeValueAsBytes(keys));
            Base64.Encoder base64 = Base64.getEncoder();
            return new SealedKeys(
                    CIPHER,
                    DERIVATION,
                    ITERATIONS,
                    base64.encodeToString(salt),
                    base64.encodeToString(nonce),
                    base64.encodeToString(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM and PBKDF2", e);
        }
    }

    /** @throws IOException with a sentence if it is another passphrase, or the keys were changed */
    Map<String, String> open(char[] passphrase) throws IOException {
        if (!CIPHER.equals(cipher)
                || !DERIVATION.equals(derivation)
                || iterations < 1
                || iterations > MOST_ITERATIONS) {
            throw new IOException("The keys in the backup are encrypted in a way that this DocuVault does not know.");
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            byte[] plain = cipher(
                            Cipher.DECRYPT_MODE, passphrase, base64.decode(salt), base64.decode(nonce), iterations)
                    .doFinal(base64.decode(text));
            return BackupDirectory.JSON.readValue(new String(plain, UTF_8), new TypeReference<>() {});
        } catch (AEADBadTagException e) {
            throw new IOException("This is not the passphrase that the backup's keys are encrypted under.", e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("The keys in the backup can't be read.", e);
        }
    }

    private static Cipher cipher(int mode, char[] passphrase, byte[] salt, byte[] nonce, int iterations)
            throws GeneralSecurityException {
        byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(passphrase, salt, iterations, 256))
                .getEncoded();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
