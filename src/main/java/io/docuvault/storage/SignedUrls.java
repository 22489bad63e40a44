package io.docuvault.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.secrets.SecretKeys;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Signatures that stand in a URL for the right to one request: HMAC-SHA256 over the method, the path, when it expires,
 * and what else must not be changed.
 */
@Component
public class SignedUrls {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKey key;
    private final Clock clock;

    @Autowired
    SignedUrls(SecretKeys keys, Clock clock) {
        this(keys.derive("store-urls", ALGORITHM), clock);
    }

    public SignedUrls(SecretKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    public String sign(String method, String path, Instant expires, String... more) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(mac(method, path, expires.getEpochSecond(), more));
    }

    /**
     * Lets a request pass only if it is exactly the one that was signed.
     *
     * @throws ProblemException {@code forbidden}, with a member {@code reason}
     */
    public void require(String signature, String method, String path, long expires, String... more) {
        byte[] expected = mac(method, path, expires, more);
        if (!MessageDigest.isEqual(expected, decode(signature))) {
            throw new ProblemException(ErrorCode.FORBIDDEN, "This link is not valid.").with("reason", "signature");
        }
        if (clock.instant().getEpochSecond() >= expires) {
            throw new ProblemException(ErrorCode.FORBIDDEN, "This link has expired; ask for a new one.")
                    .with("reason", "expired");
        }
    }

    private static byte[] decode(String signature) {
        try {
            return Base64.getUrlDecoder().decode(signature);
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }

    /** Each field is written with its length, so that no two requests are written alike. */
    private byte[] mac(String method, String path, long expires, String... more) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (List<String> fields : List.of(List.of(method, path, Long.toString(expires)), List.of(more))) {
                for (String field : fields) {
                    byte[] bytes = field.getBytes(UTF_8);
                    mac.update((bytes.length + ":").getBytes(UTF_8));
                    mac.update(bytes);
                }
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
