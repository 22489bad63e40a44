package io.docuvault.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.secrets.SecretKeys;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.springframework.stereotype.Component;

/**
 * Makes refresh tokens, 256 bits each. The first of a family is random. A successor is worked out from the token before
 * it, so that a client whose answer got lost can be given the same one again although only hashes are stored: it takes
 * the predecessor, which only the client has, and our key.
 */
@Component
class RefreshTokens {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    RefreshTokens(SecretKeys secrets) {
        this.key = secrets.derive("refresh-tokens", "HmacSHA256");
    }

    String first() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    String successor(String predecessor, UUID successorId) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return BASE64.encodeToString(mac.doFinal((successorId + " " + predecessor).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256", e);
        }
    }

    static Sha256 hash(String token) {
        return Sha256.of(token);
    }
}
