package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.classification.AiBudget.Limit;
import io.docuvault.classification.AiBudget.Reservation;
import io.docuvault.shared.Caller;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What no model gets to see, and what nobody pays for. */
class AiPolicyTest extends ModelTest {

    @Autowired
    private AiBudget budget;

    @Autowired
    private AiSettingsRepository repository;

    @Autowired
    private Providers providers;

    @AfterEach
    void theSystemAsItWas() {
        asSystem(() -> jdbc.sql("delete from ai_system_settings").update());
    }

    @Test
    void ofAllWishesTheStrictestWins() {
        uses("anthropic");
        UUID document = upload("a.txt", "Nothing that any topic is about, at all.");
        atRest(document);
        assertThat(effective(document)).isEqualTo("any");

        UUID local = topic("Local", "local");
        send("PATCH", "/api/documents/" + document, Map.of("topics", List.of(local)), 200);
        assertThat(effective(document)).isEqualTo("local");

        send("PUT", "/api/documents/" + document + "/ai-policy", Map.of("policy", "never"), 200);
        assertThat(effective(document)).isEqualTo("never");
        send("PUT", "/api/documents/" + document + "/ai-policy", Map.of("policy", "any"), 200);
        assertThat(effective(document)).isEqualTo("local");

        system(AiPolicy.NEVER);
        assertThat(effective(document)).isEqualTo("never");
        system(AiPolicy.ANY);
        send("PATCH", "/api/documents/" + document, Map.of("topics", List.of()), 200);
        assertThat(effective(document)).isEqualTo("any");
        settings(Map.of("provider", "anthropic", "policy", "local"));
        assertThat(effective(document)).isEqualTo("local");
        send("PUT", "/api/documents/" + UUID.randomUUID() + "/ai-policy", Map.of("policy", "any"), 404);
    }

    @Test
    void whoeverAllowsNoModelHasTheBuiltInProvider() {
        starters("invoices");
        for (Map<String, String> settings : List.of(
                Map.of("provider", "ollama", "policy", "never"),
                Map.of("provider", "anthropic", "apiKey", key(), "policy", "local"),
                Map.of("provider", "ollama", "model", "gpt-oss:120b-cloud", "policy", "local"),
                Map.of("provider", "builtin"))) {
            settings(settings);
            suggestedBy(upload("a.txt", INVOICE + settings), "builtin");
        }
        settings(Map.of("provider", "ollama", "policy", "local", "model", ""));
        suggestedBy(upload("a.txt", INVOICE + "last"), "ollama");

        assertThat(ANTHROPIC.seen).isEmpty();
        assertThat(OLLAMA.seen).hasSize(1);
    }

    /** Nobody but the built-in provider can tell before it is too late. */
    @Test
    void aDocumentThatProbablyBelongsToAClosedTopicIsNotSent() {
        starters("invoices", "health");
        String invoices = Api.json(anna.http().get().uri("/api/topics"))
                .get("items")
                .valueStream()
                .filter(topic -> topic.get("name").asString().equals("Invoices"))
                .findAny()
                .orElseThrow()
                .get("id")
                .asString();
        send("PATCH", "/api/topics/" + invoices, Map.of("policy", "never"), 200);
        uses("anthropic");

        suggestedBy(upload("a.txt", INVOICE), "builtin");
        assertThat(ANTHROPIC.seen).isEmpty();

        UUID letter = upload("b.txt", "Dear Anna, the garden is full of wild strawberries this summer.");
        await().atMost(SOON).until(() -> !runs(letter).isEmpty() && isAtRest(document(letter)));
        await().atMost(SOON).until(() -> ANTHROPIC.seen.size() == 1);
        assertThat(ANTHROPIC.seen.getFirst().text())
                .as("a topic that is closed to a model is not even named")
                .doesNotContain(invoices);
    }

    @Test
    void aDocumentOfItsOwnPolicyIsNotSent() {
        starters("invoices");
        UUID document = upload("a.txt", INVOICE);
        suggestedBy(document, "builtin");
        send("PUT", "/api/documents/" + document + "/ai-policy", Map.of("policy", "never"), 200);
        uses("anthropic");

        reclassify(document);

        assertThat(ANTHROPIC.seen).isEmpty();
    }

    @Test
    void asksNobodyWhenTheBudgetIsUsedUpAndGoesOnWhenThereIsMore() {
        starters("invoices");
        settings(Map.of("provider", "anthropic", "apiKey", key(), "budgetMicros", 100));
        UUID document = upload("a.txt", INVOICE);
        suggestedBy(document, "builtin");
        await().atMost(SOON).until(() -> waiting() == 1);
        assertThat(ANTHROPIC.seen).isEmpty();
        JsonNode why = Api.json(anna.http().get().uri("/api/ai/usage")).at("/waitingFor/0");
        assertThat(why.get("provider").asString()).isEqualTo("anthropic");
        assertThat(why.get("code").asString()).isEqualTo("over_budget");
        assertThat(why.get("documents").asInt()).isOne();
        assertThat(waitingOf(document).get("code").asString()).isEqualTo("over_budget");

        settings(Map.of("provider", "anthropic", "budgetMicros", 1_000_000));
        suggestedBy(document, "anthropic");
        await().atMost(SOON).until(() -> waitingOf(document).isNull());

        JsonNode usage = Api.json(anna.http().get().uri("/api/ai/usage"));
        assertThat(usage.get("calls").asInt()).isOne();
        assertThat(usage.get("inputTokens").asInt()).isEqualTo(1200);
        assertThat(usage.get("outputTokens").asInt()).isEqualTo(90);
        assertThat(usage.get("costMicros").asInt()).isEqualTo(1200 * 3 + 90 * 15);
        assertThat(usage.at("/providers/0/provider").asString()).isEqualTo("anthropic");
        assertThat(usage.at("/limits/budgetMicros").asInt()).isEqualTo(1_000_000);
        assertThat(usage.at("/waitingFor")).isEmpty();
        assertThat(usage.at("/months")).hasSize(1);
        assertThat(usage.at("/months/0/month").asString())
                .isEqualTo(usage.get("month").asString());
        assertThat(usage.at("/months/0/providers/0/costMicros").asInt())
                .isEqualTo(usage.get("costMicros").asInt());
    }

    private JsonNode waitingOf(UUID document) {
        return Api.json(anna.http().get().uri("/api/documents/" + document + "/ai-policy"))
                .get("waiting");
    }

    @Test
    void callsAtTheSameTimeNeverSpendMoreThanThereIs() throws Exception {
        ModelAccount account = account(false);
        long one = budgetFor(account);
        settings(Map.of("provider", "anthropic", "apiKey", key(), "budgetMicros", 3 * one + one / 2));

        assertThat(reservedAtOnce(account, 24)).hasSize(3);
    }

    @Test
    void tokensAreLimitedLikeMoney() throws Exception {
        ModelAccount account = account(false);
        settings(Map.of("provider", "anthropic", "apiKey", key(), "budgetTokens", 5 * 2_000));

        List<Reservation> reserved = reservedAtOnce(account, 12);
        assertThat(reserved).hasSize(5);

        // What was reserved and not used is there again.
        budget.settle(reserved.getFirst(), account, new TokenUsage(900, 100));
        budget.release(reserved.get(1));
        assertThat(reservedAtOnce(account, 12)).hasSize(1);
    }

    @Test
    void theServersBudgetHoldsForAllTogetherAndForEach() throws Exception {
        ModelAccount account = account(true);
        long one = budgetFor(account);
        long spent = asSystem(() -> jdbc.sql("select coalesce(sum(cost_micros), 0) from ai_months")
                .query(Long.class)
                .single());
        limits(new Limit(spent + 3 * one, null), new Limit(2 * one, null));

        assertThat(reservedAtOnce(account, 10)).hasSize(2);
        anna = api.newPerson();
        assertThat(reservedAtOnce(account, 10)).hasSize(1);
        assertThatThrownBy(() -> budget.reserve(api.newPerson().id(), account, 1_000, 1_000))
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.code()).isEqualTo("over_system_budget"));
    }

    @Test
    void aCallThatNeverCameBackCountsInFull() {
        ModelAccount account = account(false);
        long one = budgetFor(account);
        settings(Map.of("provider", "anthropic", "apiKey", key(), "budgetMicros", one));
        Reservation lost = budget.reserve(anna.id(), account, 1_000, 1_000);
        asSystem(() -> jdbc.sql("update ai_reservations set expires_at = now() - interval '1 second' where id = :id")
                .param("id", lost.id())
                .update());

        assertThatThrownBy(() -> budget.reserve(anna.id(), account, 1_000, 1_000))
                .isInstanceOf(ProviderException.class);
        budget.reserve(api.newPerson().id(), account, 1_000, 1_000);
        budget.settle(lost, account, TokenUsage.NONE);
        assertThat(Api.json(anna.http().get().uri("/api/ai/usage"))
                        .get("costMicros")
                        .asLong())
                .isEqualTo(one);
    }

    private long budgetFor(ModelAccount account) {
        Reservation trial = budget.reserve(api.newPerson().id(), account, 1_000, 1_000);
        budget.release(trial);
        return trial.micros();
    }

    private ModelAccount account(boolean systemPays) {
        return new ModelAccount(
                providers.find("anthropic").orElseThrow(),
                "claude-sonnet-4-6",
                URI.create(ANTHROPIC.url()),
                "key",
                systemPays,
                null,
                null,
                null);
    }

    private List<Reservation> reservedAtOnce(ModelAccount account, int times) throws Exception {
        UUID owner = anna.id();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<Reservation>>> calls = Stream.generate(() -> (Callable<List<Reservation>>) () -> {
                        try {
                            return List.of(Caller.user(owner).call(() -> budget.reserve(owner, account, 1_000, 1_000)));
                        } catch (ProviderException _) {
                            return List.of();
                        }
                    })
                    .limit(times)
                    .toList();
            List<Reservation> reserved = new java.util.ArrayList<>();
            for (Future<List<Reservation>> call : threads.invokeAll(calls)) {
                reserved.addAll(call.get());
            }
            return reserved;
        }
    }

    private void system(AiPolicy policy) {
        save(new AiSystemSettings(null, policy, new Limit(null, null), new Limit(null, null)));
    }

    private void limits(Limit all, Limit each) {
        save(new AiSystemSettings(null, AiPolicy.ANY, all, each));
    }

    private void save(AiSystemSettings settings) {
        Caller.system().run(() -> transactions.executeWithoutResult(_ -> repository.save(settings, Instant.EPOCH)));
    }

    private String effective(UUID document) {
        return Objects.requireNonNull(Api.json(anna.http().get().uri("/api/documents/" + document + "/ai-policy"))
                .get("effective")
                .asString());
    }
}
