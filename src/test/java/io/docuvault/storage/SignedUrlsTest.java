package io.docuvault.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

public class SignedUrlsTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final Instant SOON = NOW.plusSeconds(60);

    private final SignedUrls urls = at(NOW);
    private final String signature = urls.sign("PUT", "/a/b", SOON, "0", "10");

    private static SignedUrls at(Instant now) {
        return new SignedUrls(
                new SecretKeySpec("a key of these tests alone, with length".getBytes(UTF_8), "HmacSHA256"),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void exactlyTheSignedRequestPasses() {
        assertThatCode(() -> urls.require(signature, "PUT", "/a/b", SOON.getEpochSecond(), "0", "10"))
                .doesNotThrowAnyException();
    }

    @Test
    void anythingElseIsRefused() {
        long expires = SOON.getEpochSecond();
        assertRefused(() -> urls.require(signature, "GET", "/a/b", expires, "0", "10"));
        assertRefused(() -> urls.require(signature, "PUT", "/a/c", expires, "0", "10"));
        assertRefused(() -> urls.require(signature, "PUT", "/a/b", expires + 1, "0", "10"));
        assertRefused(() -> urls.require(signature, "PUT", "/a/b", expires, "0", "11"));
        assertRefused(() -> urls.require(signature, "PUT", "/a/b", expires, "01", "0"));
        assertRefused(() -> urls.require(signature, "PUT", "/a/b", expires, "0"));
        assertRefused(() -> urls.require("", "PUT", "/a/b", expires, "0", "10"));
        assertRefused(() -> urls.require("%%%", "PUT", "/a/b", expires, "0", "10"));
    }

    @Test
    void anExpiredRequestIsRefusedAndSaysSo() {
        SignedUrls later = at(SOON);
        assertThatThrownBy(() -> later.require(signature, "PUT", "/a/b", SOON.getEpochSecond(), "0", "10"))
                .hasMessageContaining("expired");
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable request) {
        assertThatThrownBy(request).hasMessage("This link is not valid.");
    }
}
