package io.docuvault.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Keys for one purpose each, derived from the master secret by HKDF-SHA256 (RFC 5869): none tells about another. */
@Component
public class SecretKeys {

    private static final int KEY_BYTES = 32;
    private static final String KEY_ID = "key-id";

    private final SecretKey master;

    SecretKeys(SecretSettings settings, Environment environment) {
        this.master = new SecretKeySpec(masterKey(settings, environment), "HKDF");
    }

    /**
     * The 256-bit key for a purpose; always the same one, on every node.
     *
     * @param purpose what it is for, such as {@code store-urls}; a new meaning needs a new name
     * @param algorithm what it is used with, such as {@code HmacSHA256} or {@code AES}
     */
    public SecretKey derive(String purpose, String algorithm) {
        return derive(master, purpose, algorithm);
    }

    /** As {@link #derive(String, String)}, from another master secret. */
    static SecretKey derive(SecretKey master, String purpose, String algorithm) {
        try {
            byte[] info = ("docuvault/" + purpose).getBytes(UTF_8);
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            algorithm,
                            HKDFParameterSpec.ofExtract().addIKM(master).thenExpand(info, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform of ours has HKDF-SHA256", e);
        }
    }

    /** What is sealed under a master secret names it by this. */
    static String id(byte[] master) {
        byte[] id =
                derive(new SecretKeySpec(master, "HKDF"), KEY_ID, "HmacSHA256").getEncoded();
        return HexFormat.of().formatHex(id, 0, 4);
    }

    /** A seal for secrets of one purpose; see {@link #derive}. */
    public Seal seal(String purpose) {
        return new Seal(derive(purpose, "AES"), derive(KEY_ID, "HmacSHA256").getEncoded());
    }

    private static byte[] masterKey(SecretSettings settings, Environment environment) {
        if (settings.key() != null && !settings.key().isBlank()) {
            return MasterKey.given(settings.key());
        }
        if (!environment.getProperty("docuvault.database.url", "").isBlank()) {
            // Several nodes may share that database: a secret made here would be unknown to the others.
            throw new SecretKeyException(
                    "SECRET_KEY is missing: with a DATABASE_URL of your own set it to at least 32 random bytes, as 'openssl rand -base64 48' prints.");
        }
        return MasterKey.keptIn(settings.directory());
    }
}
