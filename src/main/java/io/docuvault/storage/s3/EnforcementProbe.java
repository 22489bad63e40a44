package io.docuvault.storage.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.docuvault.shared.Digests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * Tries on the store what it must not let anybody do with the URLs that clients get. Not every S3 server enforces what
 * was signed. Uploads are verified whatever it answers; but a store that takes unsigned or expired requests must not be
 * used, and the operator has to know.
 */
final class EnforcementProbe {

    private static final String CONTENT = "What the server tries on its store at the start";

    private final Bucket bucket;
    private final S3Settings settings;
    private final Clock clock;
    private final PresignedUrls urls;
    /** Not below the staging prefix, and of no use to anybody. */
    private final String key = ".probe/" + UUID.randomUUID();

    EnforcementProbe(Bucket bucket, S3Settings settings, Clock clock) {
        this.bucket = bucket;
        this.settings = settings;
        this.clock = clock;
        this.urls = new PresignedUrls(settings.internal(), settings, clock);
    }

    /** @throws IOException if the store does not take what it has to, or does not answer */
    List<String> findings() throws IOException {
        try {
            List<String> findings = new ArrayList<>();
            URI url = put(urls, signed());
            requireRefused(findings, "requests without any signature", urls.unsigned(key), sent(), CONTENT);
            requireRefused(findings, "a signature that was changed", tampered(url), sent(), CONTENT);
            requireRefused(findings, "a URL that has expired", expired(), sent(), CONTENT);
            requireRefused(findings, "another length than was signed", url, sent(), CONTENT + "!");
            requireRefused(findings, "another type than was signed", url, with("content-type", "text/html"), CONTENT);
            requireRefused(findings, "other bytes than the signed SHA-256", url, sent(), CONTENT.replace('W', 'V'));
            int taken = send(url, sent(), CONTENT);
            if (taken >= 300) {
                throw new IOException(
                        "The S3 store refuses a file that is signed correctly (%d). Is MINIO_SECRET_KEY right, and this machine's clock?"
                                .formatted(taken));
            }
            Map<String, String> once = new HashMap<>(signed());
            once.put("if-none-match", "*");
            requireRefused(
                    findings,
                    "a file under a name that is taken, which If-None-Match forbids",
                    put(urls, once),
                    with("if-none-match", "*"),
                    CONTENT);
            return findings;
        } finally {
            bucket.delete(key);
        }
    }

    private void requireRefused(
            List<String> findings, String what, URI url, Map<String, String> headers, String content)
            throws IOException {
        int status = send(url, headers, content);
        if (status < 300) {
            findings.add("The S3 store does not refuse " + what + ".");
        }
    }

    private static int send(URI url, Map<String, String> headers, String content) throws IOException {
        // A store that refuses may hang up as well: each request has a connection of its own.
        try (Plain client = new Plain()) {
            return client.send("PUT", url, headers, BodyPublishers.ofString(content, US_ASCII))
                    .statusCode();
        }
    }

    private URI put(PresignedUrls signer, Map<String, String> headers) {
        return signer.sign(
                SdkHttpMethod.PUT, key, Map.of(), headers, clock.instant().plus(Duration.ofMinutes(5)));
    }

    private URI expired() {
        Clock then = Clock.offset(clock, Duration.ofHours(-2));
        Instant expiry = then.instant().plus(Duration.ofMinutes(5));
        return urls.at(then, settings).sign(SdkHttpMethod.PUT, key, Map.of(), signed(), expiry);
    }

    private static URI tampered(URI url) {
        String text = url.toString();
        char last = text.charAt(text.length() - 1);
        return URI.create(text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0'));
    }

    private static Map<String, String> sent() {
        String hash = Base64.getEncoder().encodeToString(Digests.sha256().digest(CONTENT.getBytes(US_ASCII)));
        return Map.of("content-type", Bucket.CONTENT_TYPE, "x-amz-checksum-sha256", hash);
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> headers = new HashMap<>(sent());
        headers.put(name, value);
        return headers;
    }

    private static Map<String, String> signed() {
        return with("content-length", Integer.toString(CONTENT.length()));
    }
}
