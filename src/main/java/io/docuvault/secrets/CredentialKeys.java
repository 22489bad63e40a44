package io.docuvault.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Encrypts what users' own storage is reached with: AES-256-GCM under a key for each user, derived by HKDF from a master
 * key of 32 bytes. What is sealed says under which master key, and is bound to its owner and its row. Several master keys
 * can be read with while rows are moved from one to the next.
 *
 * <p>Layout: one byte of version, four of key id, twelve of nonce, then the ciphertext with its tag.
 */
@Component
public class CredentialKeys {

    private static final byte VERSION = 1;
    private static final int ID_BYTES = 4;
    private static final int HEADER_BYTES = 1 + ID_BYTES;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The one to seal with first; none where the operator has to give one and has not. */
    private final List<Master> masters;

    CredentialKeys(CredentialKeySettings settings, SecretSettings secrets, Environment environment) {
        this.masters = masters(settings, secrets, environment);
    }

    /** @param id eight hexadecimal digits */
    private record Master(String id, SecretKey key) {

        static Master of(byte[] bytes) {
            SecretKey key = new SecretKeySpec(bytes, "HKDF");
            byte[] id = derive(key, "key-id", "HmacSHA256").getEncoded();
            return new Master(HexFormat.of().formatHex(id, 0, ID_BYTES), key);
        }

        SecretKey of(UUID owner) {
            return derive(key, "connections/" + owner, "AES");
        }

        byte[] header() {
            return ByteBuffer.allocate(HEADER_BYTES)
                    .put(VERSION)
                    .put(HexFormat.of().parseHex(id))
                    .array();
        }
    }

    private static List<Master> masters(
            CredentialKeySettings settings, SecretSettings secrets, Environment environment) {
        List<Master> masters = new ArrayList<>();
        if (settings.key() != null && !settings.key().isBlank()) {
            Stream.concat(Stream.of(settings.key()), settings.oldKeys().stream())
                    .filter(key -> !key.isBlank())
                    .map(CredentialKeys::parse)
                    .map(Master::of)
                    .forEach(masters::add);
        } else if (environment.getProperty("docuvault.database.url", "").isBlank()) {
            masters.add(Master.of(parse(MasterKey.kept(secrets.directory(), "cloud-creds-key", KEY_BYTES))));
        }
        return List.copyOf(masters);
    }

    /** Whether there is a key: without one nothing can be kept. */
    public boolean available() {
        return !masters.isEmpty();
    }

    /**
     * Stops the start where there has to be a key and there is none.
     *
     * @param why what needs it
     */
    public void require(String why) {
        if (!available()) {
            throw new SecretKeyException("CLOUD_CREDS_KEY is missing: " + why
                    + " needs 32 random bytes, as 'openssl rand -base64 32' prints, the same on every node.");
        }
    }

    /** The id of the key that is sealed with. */
    public String keyId() {
        return sealing().id();
    }

    /**
     * Seals under the newest key.
     *
     * @param place where it will be kept, such as its row's id
     */
    public byte[] seal(UUID owner, String place, String secret) {
        Master master = sealing();
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] text =
                    cipher(Cipher.ENCRYPT_MODE, master, nonce, owner, place).doFinal(secret.getBytes(UTF_8));
            return ByteBuffer.allocate(HEADER_BYTES + NONCE_BYTES + text.length)
                    .put(master.header())
                    .put(nonce)
                    .put(text)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM", e);
        }
    }

    /** What was sealed for this place; empty if that was under a key that is not here, or it was changed since. */
    public Optional<String> open(UUID owner, String place, byte[] sealed) {
        return masters.stream()
                .filter(master -> isUnder(master, sealed))
                .findFirst()
                .flatMap(master -> open(master, owner, place, sealed));
    }

    private static boolean isUnder(Master master, byte[] sealed) {
        return sealed.length > HEADER_BYTES + NONCE_BYTES
                && Arrays.equals(master.header(), 0, HEADER_BYTES, sealed, 0, HEADER_BYTES);
    }

    private static Optional<String> open(Master master, UUID owner, String place, byte[] sealed) {
        int start = HEADER_BYTES + NONCE_BYTES;
        byte[] nonce = Arrays.copyOfRange(sealed, HEADER_BYTES, start);
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, master, nonce, owner, place)
                    .doFinal(sealed, start, sealed.length - start);
            return Optional.of(new String(text, UTF_8));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM", e);
        }
    }

    private static Cipher cipher(int mode, Master master, byte[] nonce, UUID owner, String place)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, master.of(owner), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(master.header());
        cipher.updateAAD((owner + "/" + place).getBytes(UTF_8));
        return cipher;
    }

    private Master sealing() {
        require("a connection to users' own storage");
        return masters.getFirst();
    }

    private static SecretKey derive(SecretKey master, String purpose, String algorithm) {
        try {
            byte[] info = ("docuvault/credentials/" + purpose).getBytes(UTF_8);
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            algorithm,
                            HKDFParameterSpec.ofExtract().addIKM(master).thenExpand(info, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform of ours has HKDF-SHA256", e);
        }
    }

    private static byte[] parse(String text) {
        return MasterKey.exactly(KEY_BYTES, text)
                .orElseThrow(
                        () -> new SecretKeyException(
                                "CLOUD_CREDS_KEY is no key: it has to be 32 random bytes in Base64 or hexadecimal, as 'openssl rand -base64 32' prints."));
    }
}
