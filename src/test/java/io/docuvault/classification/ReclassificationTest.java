package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.classification.ModelImitation.Behaviour;
import io.docuvault.documents.DocumentTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

/** Asking anew about many documents, with a model that is an imitation on this machine. */
class ReclassificationTest extends ModelTest {

    @Autowired
    private DocumentTopics documentTopics;

    private Shelf shelf;
    private UUID invoices;
    private UUID travel;

    @BeforeEach
    void somebodyWithTwoTopicsAndAModel() {
        shelf = new Shelf(anna, jdbc, transactions, documentTopics);
        // Names that tell the built-in provider nothing: it looks at these documents too, at times of its own.
        invoices = topic("Drawer A");
        travel = topic("Drawer B");
        uses("anthropic");
        // The model is sure that everything is an invoice.
        ANTHROPIC.behave(
                request -> new Behaviour.Writes(answer(List.of(invoices.toString()), 0.93, firstLine(request))));
    }

    @Test
    void nothingChangesBeforeTheDifferencesAreAppliedAndAllOfItIsUndoneAtOnce() {
        UUID bare = shelf.document(INVOICE);
        UUID wrong = shelf.document(INVOICE + "2");
        UUID settled = shelf.document("The brindlekeeper reported on the thistle of the quorble.");
        UUID same = shelf.document(INVOICE + "4");
        shelf.suggest(wrong, travel, 0.6);
        shelf.suggest(same, invoices, 0.91);
        shelf.post("/api/documents/bulk", bulk("addTopic", settled, travel), 200);
        shelf.post("/api/documents/bulk", bulk("removeTopic", settled, invoices), 200);
        shelf.suggest(settled, invoices, 0.5);
        shelf.post("/api/review/" + shelf.suggestion(settled, invoices) + "/reject", Map.of(), 204);
        // The built-in provider has looked again at what nobody has sorted.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(jobs("resuggest"))
                        .extracting(job -> job.get("state").asString())
                        .containsOnly("done"));
        String before = shelf.row(wrong, travel);
        String unchanged = document(bare).get("updatedAt").asString();

        JsonNode estimate = shelf.post("/api/reclassifications/estimate", everything(), 200);
        assertThat(estimate.get("documents").asInt()).isEqualTo(4);
        assertThat(estimate.get("calls").asInt()).isEqualTo(4);
        assertThat(estimate.get("provider").asString()).isEqualTo("anthropic");
        assertThat(estimate.get("inputTokens").asLong()).isBetween(1_000L, 20_000L);
        assertThat(estimate.get("costMicros").asLong()).isPositive();
        assertThat(estimate.get("budgetLeftMicros").isNull()).isTrue();
        assertThat(estimate.get("enough").asBoolean()).isTrue();
        assertThat(ANTHROPIC.seen).isEmpty();

        JsonNode ready = ready(start(everything()));
        assertThat(ready.get("done").asInt()).isEqualTo(4);
        assertThat(ready.get("changed").asInt()).isEqualTo(2);
        assertThat(ANTHROPIC.seen).hasSize(4);
        assertThat(shelf.label(bare, invoices)).isEmpty();
        assertThat(shelf.row(wrong, travel)).isEqualTo(before);
        assertThat(document(bare).get("updatedAt").asString()).isEqualTo(unchanged);
        assertThat(runs(bare).getFirst().get("sent").asBoolean()).isTrue();

        List<JsonNode> differences = pages(path(ready) + "/differences?limit=1");
        assertThat(differences)
                .extracting(it -> it.at("/document/id").asString())
                .containsExactlyInAnyOrder(bare.toString(), wrong.toString());
        JsonNode ofWrong = differences.stream()
                .filter(it -> it.at("/document/id").asString().equals(wrong.toString()))
                .findAny()
                .orElseThrow();
        assertThat(ofWrong.at("/added/0/topicId").asString()).isEqualTo(invoices.toString());
        assertThat(ofWrong.at("/added/0/evidence").asString()).isEqualTo("Invoice no. 2026-0815");
        assertThat(ofWrong.at("/removed/0/topicId").asString()).isEqualTo(travel.toString());

        JsonNode batch = shelf.post(path(ready) + "/apply", Map.of(), 200);
        assertThat(batch.get("kind").asString()).isEqualTo("reclassify");
        assertThat(batch.get("labels").asInt()).isEqualTo(3);
        assertThat(shelf.label(bare, invoices)).isEqualTo("suggested");
        assertThat(shelf.label(wrong, travel)).isEmpty();
        assertThat(shelf.label(settled, invoices)).isEqualTo("rejected by person");
        assertThat(shelf.label(settled, travel)).isEqualTo("confirmed by person");
        assertThat(document(wrong).at("/topics/0/provider").asString()).isEqualTo("anthropic");
        JsonNode applied = shelf.get(path(ready));
        assertThat(applied.get("state").asString()).isEqualTo("applied");
        assertThat(applied.get("batchId")).isEqualTo(batch.get("id"));
        shelf.post(path(ready) + "/apply", Map.of(), 409);

        JsonNode undone = shelf.post("/api/batches/" + batch.get("id").asString() + "/undo", Map.of(), 200);
        assertThat(undone.get("restored").asInt()).isEqualTo(3);
        assertThat(shelf.label(bare, invoices)).isEmpty();
        assertThat(shelf.row(wrong, travel)).isEqualTo(before);
    }

    @Test
    void whatAPersonDecidesAfterTheQuestionIsLeftAlone() {
        UUID decided = shelf.document("The brindlekeeper reported on the thistle of the quorble.");
        UUID except = shelf.document(INVOICE + "2");
        UUID third = shelf.document(INVOICE + "3");
        shelf.suggest(decided, travel, 0.6);
        JsonNode ready = ready(start(everything()));
        shelf.post("/api/review/" + shelf.suggestion(decided, travel) + "/accept", Map.of(), 200);

        JsonNode batch = shelf.post(path(ready) + "/apply", Map.of("exceptDocuments", List.of(except)), 200);

        assertThat(batch.get("labels").asInt()).isEqualTo(2);
        assertThat(shelf.label(decided, travel)).isEqualTo("confirmed by person");
        assertThat(shelf.label(decided, invoices)).isEqualTo("suggested");
        assertThat(shelf.label(except, invoices)).isEmpty();
        assertThat(shelf.label(third, invoices)).isEqualTo("suggested");
    }

    @Test
    void asksOnlyAboutWhatMayBeSeenHasTextAndWasNotAskedBefore() {
        UUID asked = shelf.document(INVOICE);
        UUID closed = shelf.document(INVOICE + "2");
        shelf.document();
        UUID trashed = shelf.document(INVOICE + "3");
        send("PUT", "/api/documents/" + closed + "/ai-policy", Map.of("policy", "local"), 200);
        shelf.post("/api/documents/bulk", Map.of("ids", List.of(trashed), "action", "trash"), 200);

        JsonNode ready = ready(start(everything()));
        assertThat(ready.get("total").asInt()).isOne();
        assertThat(ANTHROPIC.seen).hasSize(1);
        shelf.send(HttpMethod.DELETE, path(ready), null, 204);
        assertThat(shelf.get(path(ready)).get("state").asString()).isEqualTo("dropped");
        assertThat(pages(path(ready) + "/differences")).isEmpty();
        assertThat(shelf.label(asked, invoices)).isEmpty();

        JsonNode estimate = shelf.post("/api/reclassifications/estimate", everything(), 200);
        assertThat(estimate.get("documents").asInt()).isEqualTo(3);
        assertThat(estimate.get("calls").asInt()).isZero();
        assertThat(estimate.get("alreadyAnswered").asInt()).isOne();
        assertThat(estimate.get("withoutText").asInt()).isOne();
        assertThat(estimate.get("notAllowed").asInt()).isOne();
        assertThat(estimate.get("costMicros").asLong()).isZero();
        assertThat(ready(start(everything())).get("changed").asInt()).isOne();
        assertThat(ANTHROPIC.seen).hasSize(1);
    }

    @Test
    void whatIsDroppedAsksNobodyElseAndOnlyOneRunsAtATime() throws InterruptedException {
        for (int i = 0; i < 12; i++) {
            shelf.document(INVOICE + i);
        }
        CountDownLatch dropped = new CountDownLatch(1);
        ANTHROPIC.behave(request -> {
            try {
                assertThat(dropped.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Behaviour.Writes(answer(List.of(invoices.toString()), 0.93, firstLine(request)));
        });
        JsonNode running = start(everything());
        await().atMost(SOON).until(() -> ANTHROPIC.seen.size() == 4);

        assertThat(shelf.post("/api/reclassifications", everything(), 409)
                        .get("code")
                        .asString())
                .isEqualTo("reclassification_running");
        shelf.send(HttpMethod.DELETE, path(running), null, 204);
        dropped.countDown();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(jobs("reclassify-by-model"))
                        .extracting(job -> job.get("state").asString())
                        .containsOnly("done"));
        assertThat(ANTHROPIC.seen).hasSize(4);
        assertThat(shelf.get(path(running)).get("state").asString()).isEqualTo("dropped");
    }

    @Test
    void saysThatTheBudgetDoesNotLastAndSpendsNoMore() {
        shelf.document(INVOICE);
        settings(Map.of("provider", "anthropic", "apiKey", key(), "budgetTokens", 10));

        JsonNode estimate = shelf.post("/api/reclassifications/estimate", everything(), 200);
        assertThat(estimate.get("budgetLeftTokens").asInt()).isEqualTo(10);
        assertThat(estimate.get("enough").asBoolean()).isFalse();

        JsonNode ended = ended(start(everything()));
        assertThat(ended.get("state").asString()).isEqualTo("failed");
        assertThat(ended.at("/problem/code").asString()).isEqualTo("over_budget");
        assertThat(ended.get("failed").asInt()).isOne();
        assertThat(ANTHROPIC.seen).isEmpty();
    }

    @Test
    void goesOnWhenTheProviderIsThereAgain() {
        shelf.document(INVOICE);
        ANTHROPIC.behave(request -> ANTHROPIC.seen.size() < 3
                ? ModelImitation.status(529)
                : new Behaviour.Writes(answer(List.of(invoices.toString()), 0.93, firstLine(request))));

        JsonNode ready = ready(start(everything()));

        assertThat(ready.get("done").asInt()).isOne();
        assertThat(ready.get("problem").isNull()).isTrue();
        assertThat(runs(UUID.fromString(shelf.get(path(ready) + "/differences")
                        .at("/items/0/document/id")
                        .asString())))
                .hasSizeGreaterThan(2);
    }

    @Test
    void theBuiltInProviderIsAskedForNothing() {
        starters("health");
        UUID document = shelf.document(INVOICE);
        shelf.suggest(document, travel, 0.6);

        JsonNode estimate = shelf.post(
                "/api/reclassifications/estimate",
                Map.of("documentIds", List.of(document), "provider", "builtin"),
                200);
        assertThat(estimate.get("calls").asInt()).isZero();
        assertThat(estimate.get("costMicros").isNull()).isTrue();

        JsonNode ready = ready(start(Map.of("documentIds", List.of(document), "provider", "builtin")));
        assertThat(ready.get("provider").asString()).isEqualTo("builtin");
        assertThat(ready.get("done").asInt()).isOne();
        assertThat(ANTHROPIC.seen).isEmpty();
        shelf.post(path(ready) + "/apply", Map.of(), 200);
        assertThat(shelf.label(document, travel)).isEmpty();
    }

    @Test
    void takesDocumentsOrAFilterAndAProviderThatThereIs() {
        UUID document = shelf.document(INVOICE);
        shelf.suggest(document, travel, 0.6);
        shelf.document(INVOICE + "2");
        Map<String, Object> labelled = Map.of("filter", Map.of("topic", travel));
        assertThat(shelf.post("/api/reclassifications/estimate", labelled, 200)
                        .get("documents")
                        .asInt())
                .isOne();
        shelf.post("/api/reclassifications/estimate", Map.of(), 422);
        shelf.post(
                "/api/reclassifications",
                Map.of("documentIds", List.of(document), "filter", Map.of("topic", travel)),
                422);
        shelf.post("/api/reclassifications", Map.of("documentIds", List.of(document), "provider", "openai"), 422);
        assertThat(shelf.items("/api/reclassifications")).isEmpty();
    }

    private static Map<String, Object> everything() {
        return Map.of("filter", Map.of());
    }

    private static Map<String, Object> bulk(String action, UUID document, UUID topic) {
        return Map.of("ids", List.of(document), "action", action, "topicId", topic);
    }

    private JsonNode start(Map<String, ?> wanted) {
        return shelf.post("/api/reclassifications", wanted, 201);
    }

    private JsonNode ready(JsonNode started) {
        JsonNode ended = ended(started);
        assertThat(ended.get("state").asString()).as("%s", ended).isEqualTo("ready");
        return ended;
    }

    private JsonNode ended(JsonNode started) {
        return await().atMost(SOON)
                .until(
                        () -> shelf.get(path(started)),
                        it -> !it.get("state").asString().equals("running"));
    }

    private static String path(JsonNode reclassification) {
        return "/api/reclassifications/" + Shelf.id(reclassification);
    }

    private List<JsonNode> jobs(String kind) {
        return shelf.items("/api/jobs?limit=200").stream()
                .filter(job -> job.get("kind").asString().equals(kind))
                .toList();
    }

    private List<JsonNode> pages(String uri) {
        List<JsonNode> items = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = shelf.get(uri + after);
            page.get("items").forEach(items::add);
            after = page.get("next").isNull()
                    ? ""
                    : "&after=" + page.get("next").asString();
        } while (!after.isEmpty());
        return items;
    }
}
