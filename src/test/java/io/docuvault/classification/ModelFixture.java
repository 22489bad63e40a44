package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.classification.AiBudget.Reservation;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What a test of a provider by itself needs of the rest. */
public final class ModelFixture {

    public static final String KEY = "sk-canary-8e1f0c55d2b94a7f";

    private ModelFixture() {}

    static ModelSettings settings(Duration deadline) {
        return new ModelSettings(
                "builtin",
                null,
                List.of(),
                Duration.ofSeconds(2),
                deadline,
                DataSize.ofMegabytes(1),
                4,
                2,
                Duration.ofSeconds(5),
                3,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofDays(90),
                "USD",
                List.of());
    }

    public static ModelHttp http(Duration deadline) {
        return new ModelHttp(settings(deadline), Clock.systemUTC());
    }

    /** Leave for one request, that no budget stands in the way of. */
    public static Permit permit(AiProvider provider, String url) {
        return permit(provider, url, "model-of-the-test");
    }

    public static Permit permit(AiProvider provider, String url, String model) {
        ModelAccount account = new ModelAccount(provider, model, URI.create(url), KEY, false, null, null, null);
        return new Permit(
                account,
                tokens -> new Reservation(
                        new UUID(0, 1), new UUID(0, 2), LocalDate.EPOCH, provider.name(), false, tokens, 0),
                _ -> {});
    }

    public static byte @Nullable [] sent(Permit permit) {
        Permit.Sent sent = permit.sent();
        return sent == null ? null : sent.body().getBytes(UTF_8);
    }

    public static @Nullable TokenUsage usage(Permit permit) {
        return permit.usage();
    }

    public static boolean refused(Permit permit) {
        return permit.wasRefused();
    }
}
