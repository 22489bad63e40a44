package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.Suggestion;
import io.docuvault.jobs.ScheduledWork;
import io.docuvault.shared.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The review inbox over HTTP: one entry a document, many decisions at once, and each of them undone. */
@HttpTest
class ReviewTest {

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    @Autowired
    private DocumentTopics documentTopics;

    @Autowired
    private List<ScheduledWork> works;

    private Shelf anna;
    private UUID invoices;
    private UUID travel;

    @BeforeEach
    void somebodyWithTwoTopics() {
        anna = new Shelf(api.newPerson(), jdbc, transactions, documentTopics);
        invoices = anna.topic("Invoices");
        travel = anna.topic("Travel");
    }

    @Test
    void aDocumentStandsThereOnceWithAllThatIsSuggestedForIt() {
        UUID document = anna.document();
        anna.suggest(document, List.of(new Suggestion(travel, 0.4, ""), new Suggestion(invoices, 0.9, "Invoice no.")));

        List<JsonNode> items = anna.items("/api/review");

        assertThat(items).hasSize(1);
        assertThat(items.getFirst().at("/document/id").asString()).isEqualTo(document.toString());
        JsonNode first = items.getFirst().at("/suggestions/0");
        assertThat(first.get("topicId").asString()).isEqualTo(invoices.toString());
        assertThat(first.get("confidence").asDouble()).isEqualTo(0.9);
        assertThat(first.get("evidence").asString()).isEqualTo("Invoice no.");
        assertThat(first.get("provider").asString()).isEqualTo("ollama");
        assertThat(items.getFirst().at("/suggestions/1/topicId").asString()).isEqualTo(travel.toString());
    }

    @Test
    void pagesByTheNewestSuggestionOfEachDocument() {
        UUID first = anna.document();
        UUID second = anna.document();
        UUID third = anna.document();
        anna.suggest(second, invoices, 0.5);
        anna.suggest(first, invoices, 0.5);
        anna.suggest(third, invoices, 0.5);
        anna.suggest(second, List.of(new Suggestion(invoices, 0.5, ""), new Suggestion(travel, 0.5, "")));
        trash(third);

        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = anna.get("/api/review?limit=1" + after);
            seen.add(page.at("/items/0/document/id").asString());
            after = page.get("next").isNull()
                    ? ""
                    : "&after=" + page.get("next").asString();
        } while (!after.isEmpty());

        assertThat(seen).containsExactly(second.toString(), first.toString());
    }

    @Test
    void showsAndCountsWhatIsAskedFor() {
        UUID both = anna.document();
        anna.suggest(both, List.of(new Suggestion(travel, 0.3, ""), new Suggestion(invoices, 0.9, "")));
        UUID other = anna.document();
        anna.suggest(other, travel, 0.7);

        assertThat(anna.items("/api/review?minConfidence=0.9")).hasSize(1);
        assertThat(anna.get("/api/review?minConfidence=0.9")
                        .at("/items/0/suggestions")
                        .size())
                .isOne();
        assertThat(anna.items("/api/review?topicId=" + travel)).hasSize(2);
        JsonNode counts = anna.get("/api/review/counts?minConfidence=0.7");
        assertThat(counts.get("documents").asInt()).isEqualTo(2);
        assertThat(counts.get("suggestions").asInt()).isEqualTo(3);
        assertThat(counts.get("above").asInt()).isEqualTo(2);
        assertThat(anna.get("/api/review/counts?minConfidence=0.7&topicId=" + travel)
                        .get("above")
                        .asInt())
                .isOne();
    }

    @Test
    void decisionsAreOneBatchAndUndoingItPutsEveryFactBack() {
        UUID document = anna.document();
        UUID other = anna.document();
        anna.suggest(document, List.of(new Suggestion(travel, 0.3, "a"), new Suggestion(invoices, 0.9, "b")));
        String before = anna.row(document, invoices);
        String beforeToo = anna.row(document, travel);

        JsonNode batch = anna.post(
                "/api/review/decisions",
                Map.of(
                        "accept", List.of(anna.suggestion(document, invoices), UUID.randomUUID()),
                        "reject", List.of(anna.suggestion(document, travel)),
                        "add", List.of(Map.of("documentId", other, "topicId", travel))),
                200);

        assertThat(batch.get("kind").asString()).isEqualTo("review");
        assertThat(batch.get("labels").asInt()).isEqualTo(3);
        assertThat(batch.get("documents").asInt()).isEqualTo(2);
        assertThat(batch.get("undoable").asBoolean()).isTrue();
        assertThat(anna.label(document, invoices)).isEqualTo("confirmed by person");
        assertThat(anna.label(document, travel)).isEqualTo("rejected by person");
        assertThat(anna.label(other, travel)).isEqualTo("confirmed by person");
        assertThat(anna.items("/api/review")).isEmpty();

        JsonNode undone = undo(batch, 200);

        assertThat(undone.get("restored").asInt()).isEqualTo(3);
        assertThat(undone.get("skipped").asInt()).isZero();
        assertThat(undone.at("/batch/undoneAt").isNull()).isFalse();
        assertThat(anna.row(document, invoices)).isEqualTo(before);
        assertThat(anna.row(document, travel)).isEqualTo(beforeToo);
        assertThat(anna.label(other, travel)).isEmpty();
        assertThat(anna.items("/api/review").getFirst().get("suggestions").size())
                .isEqualTo(2);
        assertThat(undo(batch, 409).get("code").asString()).isEqualTo("already_undone");
    }

    @Test
    void whatAPersonDecidedSinceIsLeftAloneByUndo() {
        UUID kept = anna.document();
        UUID restored = anna.document();
        UUID keptSuggestion = anna.suggest(kept, invoices, 0.9);
        JsonNode batch = anna.post(
                "/api/review/decisions",
                Map.of("accept", List.of(keptSuggestion, anna.suggest(restored, invoices, 0.9))),
                200);
        anna.post("/api/review/" + keptSuggestion + "/reject", Map.of(), 204);

        JsonNode undone = undo(batch, 200);

        assertThat(undone.get("restored").asInt()).isOne();
        assertThat(undone.get("skipped").asInt()).isOne();
        assertThat(anna.label(kept, invoices)).isEqualTo("rejected by person");
        assertThat(anna.label(restored, invoices)).isEqualTo("suggested");
    }

    @Test
    void batchesAreUndoneInAnyOrder() {
        UUID document = anna.document();
        UUID suggestion = anna.suggest(document, invoices, 0.9);
        JsonNode accepted = anna.post("/api/review/decisions", Map.of("accept", List.of(suggestion)), 200);
        JsonNode rejected = anna.post("/api/review/decisions", Map.of("reject", List.of(suggestion)), 200);

        assertThat(undo(rejected, 200).get("restored").asInt()).isOne();
        assertThat(anna.label(document, invoices)).isEqualTo("confirmed by person");
        assertThat(undo(accepted, 200).get("restored").asInt()).isOne();
        assertThat(anna.label(document, invoices)).isEqualTo("suggested");
        assertThat(anna.items("/api/batches?limit=1"))
                .first()
                .satisfies(it -> assertThat(it.get("id")).isEqualTo(rejected.get("id")));
    }

    @Test
    void whatNobodyHasUndoneForLongIsForgotten() {
        UUID document = anna.document();
        anna.post("/api/review/decisions", Map.of("accept", List.of(anna.suggest(document, invoices, 0.9))), 200);
        anna.inTransaction(() -> jdbc.sql("update label_batches set created_at = created_at - interval '91 days'")
                .update());

        Caller.system()
                .run(() -> works.stream()
                        .filter(work -> work.name().equals("batch-cleanup"))
                        .forEach(ScheduledWork::run));

        assertThat(anna.items("/api/batches")).isEmpty();
        assertThat(anna.label(document, invoices)).isEqualTo("confirmed by person");
    }

    @Test
    void nothingLeftToDecideIsNotThere() {
        anna.post("/api/review/decisions", Map.of("accept", List.of(UUID.randomUUID())), 404);
        anna.post("/api/review/decisions", Map.of(), 404);
        UUID suggestion = anna.suggest(anna.document(), invoices, 0.9);
        anna.post("/api/review/decisions", Map.of("accept", List.of(suggestion), "reject", List.of(suggestion)), 422);
        assertThat(anna.items("/api/batches")).isEmpty();
    }

    @Test
    void anothersSuggestionsAndBatchesAreNotThere() {
        Shelf bert = new Shelf(api.newPerson(), jdbc, transactions, documentTopics);
        UUID document = anna.document();
        UUID suggestion = anna.suggest(document, invoices, 0.9);
        bert.post("/api/review/decisions", Map.of("accept", List.of(suggestion)), 404);
        bert.post(
                "/api/review/decisions",
                Map.of("add", List.of(Map.of("documentId", document, "topicId", bert.topic("Own")))),
                404);
        JsonNode batch = anna.post("/api/review/decisions", Map.of("accept", List.of(suggestion)), 200);

        bert.post("/api/batches/" + Shelf.id(batch) + "/undo", Map.of(), 404);

        assertThat(bert.items("/api/batches")).isEmpty();
        assertThat(anna.label(document, invoices)).isEqualTo("confirmed by person");
    }

    @Test
    void acceptsAllThatIsSureEnoughAndWasSeen() {
        UUID sure = anna.document();
        UUID unsure = anna.document();
        UUID trashed = anna.document();
        UUID late = anna.document();
        anna.suggest(sure, invoices, 0.9);
        anna.suggest(unsure, invoices, 0.89);
        anna.suggest(trashed, invoices, 0.99);
        trash(trashed);
        Instant seen = Instant.now();
        anna.suggest(late, invoices, 0.95);

        JsonNode batch = anna.post(
                "/api/review/accept-above",
                Map.of("minConfidence", 0.9, "topicId", invoices, "seenUntil", seen.toString()),
                200);

        assertThat(batch.get("kind").asString()).isEqualTo("accept_above");
        assertThat(batch.get("topicId").asString()).isEqualTo(invoices.toString());
        assertThat(batch.get("labels").asInt()).isOne();
        assertThat(anna.label(sure, invoices)).isEqualTo("confirmed by person");
        assertThat(List.of(anna.label(unsure, invoices), anna.label(trashed, invoices), anna.label(late, invoices)))
                .containsOnly("suggested");
        undo(batch, 200);
        assertThat(anna.label(sure, invoices)).isEqualTo("suggested");
        anna.post("/api/review/accept-above", Map.of("minConfidence", 1.1), 422);
        anna.post("/api/review/accept-above", Map.of(), 422);
        anna.post("/api/review/accept-above", Map.of("minConfidence", 1, "topicId", UUID.randomUUID()), 422);
    }

    @Test
    void moreThanSomebodyWaitsForIsAcceptedAfterwardsAndUndoneAtOnce() {
        int many = Review.MOST_AT_ONCE + 1_500;
        suggestedDocuments(many);

        JsonNode batch = anna.post("/api/review/accept-above", Map.of("minConfidence", 0.5), 202);

        assertThat(batch.get("labels").asInt()).isEqualTo(Review.MOST_AT_ONCE);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(anna.items("/api/batches")
                                .getFirst()
                                .get("labels")
                                .asInt())
                        .isEqualTo(many));
        assertThat(anna.get("/api/review/counts").get("suggestions").asInt()).isZero();

        assertThat(undo(batch, 200).get("restored").asInt()).isEqualTo(many);
        assertThat(anna.get("/api/review/counts").get("suggestions").asInt()).isEqualTo(many);
    }

    private void suggestedDocuments(int many) {
        anna.inTransaction(() -> jdbc.sql("""
                        with made as (
                            insert into documents (id, owner_id, blob_ref, name, title, media_type, kind, size_bytes,
                                sha256, status, text_length, created_at, updated_at)
                            select gen_random_uuid(), :owner, '-', 'scan.txt', 'scan', 'text/plain', 'text', 1,
                                sha256('a'), 'ready', 0, now(), now()
                            from generate_series(1, :many)
                            returning id
                        )
                        insert into document_topics (document_id, topic_id, owner_id, state, suggestion_id, provider,
                            confidence, created_at)
                        select id, :topic, :owner, 'suggested', gen_random_uuid(), 'builtin', 0.8, now() from made
                        """)
                .param("owner", anna.person.id())
                .param("topic", invoices)
                .param("many", many)
                .update());
    }

    private void trash(UUID document) {
        anna.post("/api/documents/bulk", Map.of("ids", List.of(document), "action", "trash"), 200);
    }

    private JsonNode undo(JsonNode batch, int status) {
        return anna.post("/api/batches/" + Shelf.id(batch) + "/undo", Map.of(), status);
    }
}
