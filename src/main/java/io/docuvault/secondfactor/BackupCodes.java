package io.docuvault.secondfactor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.secrets.SecretKeys;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.springframework.stereotype.Component;

/**
 * Makes backup codes such as {@code 7k2m-9pqx-4d}: 50 random bits each, in Crockford's alphabet, which has nothing that
 * looks alike. They are stored as an HMAC, which is worth nothing without our key.
 */
@Component
class BackupCodes {

    static final int HOW_MANY = 10;

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int CHARACTERS = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKey key;

    BackupCodes(SecretKeys secrets) {
        this.key = secrets.derive("backup-codes", "HmacSHA256");
    }

    List<String> fresh() {
        return Stream.generate(BackupCodes::random).distinct().limit(HOW_MANY).toList();
    }

    /** However it was typed: capitals, spaces and dashes do not matter, nor the letters taken for digits. */
    byte[] hash(UUID owner, String code) {
        String plain = code.toLowerCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('o', '0')
                .replace('i', '1')
                .replace('l', '1');
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal((owner + " " + plain).getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256", e);
        }
    }

    private static String random() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < CHARACTERS; i++) {
            if (i == 4 || i == 8) {
                code.append('-');
            }
            code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }
}
