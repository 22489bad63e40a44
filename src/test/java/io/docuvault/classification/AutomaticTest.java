package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.classification.ModelImitation.Behaviour;
import io.docuvault.documents.DocumentTexts;
import io.docuvault.documents.DocumentTopics;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What is filed without a person: by a topic that has earned it, and by rules of the user's own. */
class AutomaticTest extends ModelTest {

    @Autowired
    private DocumentTopics documentTopics;

    @Autowired
    private DocumentTexts texts;

    private Shelf shelf;
    private UUID invoices;

    @BeforeEach
    void somebodyWithATopicAndAModel() {
        shelf = new Shelf(anna, jdbc, transactions, documentTopics);
        // A name that tells the built-in provider nothing.
        invoices = topic("Drawer A");
        uses("anthropic");
    }

    @Test
    void automaticAcceptanceHasToBeEarned() {
        decided(72, 0.9, "confirmed");
        assertThat(topicNow().at("/earned/allowed").asBoolean()).isFalse();
        assertThat(topicNow().at("/earned/decided").asInt()).isEqualTo(72);
        assertThat(automatic(true, 409).get("code").asString()).isEqualTo("precision_not_earned");

        decided(10, 0.9, "confirmed");
        JsonNode topic = automatic(true, 200);
        assertThat(topic.get("automatic").asBoolean()).isTrue();
        assertThat(topic.at("/earned/threshold").asDouble()).isEqualTo(0.9);
        assertThat(topic.at("/earned/precision").asDouble()).isEqualTo(1.0);
        assertThat(topicNow().at("/earned/allowed").asBoolean()).isTrue();
    }

    @Test
    void whatIsSureEnoughIsAcceptedAndSaysSoAndIsUndone() {
        decided(80, 0.9, "confirmed");
        automatic(true, 200);

        UUID sure = upload("a.txt", INVOICE);
        await().atMost(SOON).until(() -> shelf.label(sure, invoices).equals("confirmed by automatic"));
        JsonNode label = document(sure).at("/topics/0");
        assertThat(label.get("state").asString()).isEqualTo("confirmed");
        assertThat(label.get("decidedBy").asString()).isEqualTo("automatic");
        assertThat(label.get("provider").asString()).isEqualTo("anthropic");
        ANTHROPIC.behave(
                request -> new Behaviour.Writes(answer(List.of(invoices.toString()), 0.89, firstLine(request))));
        UUID unsure = upload("b.txt", INVOICE + "b");
        suggestedBy(unsure, "anthropic");
        atRest(unsure);
        assertThat(shelf.label(unsure, invoices)).isEqualTo("suggested");
        assertThat(shelf.inTransaction(() -> texts.decided(anna.id(), 100, 100)))
                .doesNotContain(sure);

        JsonNode batch = shelf.items("/api/batches").getFirst();
        assertThat(batch.get("kind").asString()).isEqualTo("automatic");
        assertThat(batch.get("topicId").asString()).isEqualTo(invoices.toString());
        assertThat(batch.get("labels").asInt()).isOne();
        shelf.post("/api/batches/" + Shelf.id(batch) + "/undo", Map.of(), 200);
        assertThat(shelf.label(sure, invoices)).isEqualTo("suggested");
    }

    @Test
    void pausesWhenItIsNoLongerEarned() {
        decided(80, 0.9, "confirmed");
        automatic(true, 200);
        decided(10, 0.95, "rejected");

        assertThat(topicNow().get("automatic").asBoolean()).isTrue();
        assertThat(topicNow().at("/earned/allowed").asBoolean()).isFalse();
        UUID document = upload("a.txt", INVOICE);
        suggestedBy(document, "anthropic");
        atRest(document);
        assertThat(shelf.label(document, invoices)).isEqualTo("suggested");
        assertThat(automatic(false, 200).get("automatic").asBoolean()).isFalse();
    }

    @Test
    void aPersonMayAgreeOrDisagreeLater() {
        decided(80, 0.9, "confirmed");
        automatic(true, 200);
        UUID document = upload("a.txt", INVOICE);
        await().atMost(SOON).until(() -> shelf.label(document, invoices).equals("confirmed by automatic"));
        String suggestion = document(document).at("/topics/0/suggestionId").asString();

        shelf.post("/api/review/" + suggestion + "/accept", Map.of(), 200);
        assertThat(shelf.label(document, invoices)).isEqualTo("confirmed by person");
        shelf.post("/api/review/" + suggestion + "/reject", Map.of(), 204);
        reclassify(document);
        assertThat(shelf.label(document, invoices)).isEqualTo("rejected by person");
    }

    @Test
    void aRuleFilesWhatItFindsAlsoWhereNoModelMaySeeAnything() {
        settings(Map.of("provider", "anthropic", "policy", "never"));
        JsonNode rule = rule("text", "contains", "customer   number 4711", "file");

        UUID document = upload("a.txt", INVOICE);
        await().atMost(SOON).until(() -> shelf.label(document, invoices).equals("confirmed by rule"));

        JsonNode label = document(document).at("/topics/0");
        assertThat(label.get("provider").asString()).isEqualTo("rule");
        assertThat(label.get("evidence").asString()).isEqualTo("Customer number 4711");
        assertThat(label.get("decidedBy").asString()).isEqualTo("rule");
        assertThat(ANTHROPIC.seen).isEmpty();
        atRest(document);
        reclassify(document);
        JsonNode counted = shelf.items(rules()).getFirst();
        assertThat(counted.get("id")).isEqualTo(rule.get("id"));
        assertThat(counted.get("hits").asInt()).isOne();

        JsonNode batch = shelf.items("/api/batches").getFirst();
        assertThat(batch.get("kind").asString()).isEqualTo("rules");
        shelf.post("/api/batches/" + Shelf.id(batch) + "/undo", Map.of(), 200);
        assertThat(shelf.label(document, invoices)).isEmpty();
        shelf.post("/api/documents/bulk", bulk("addTopic", document), 200);
        shelf.post("/api/documents/bulk", bulk("removeTopic", document), 200);
        reclassify(document);
        assertThat(shelf.label(document, invoices)).isEqualTo("rejected by person");
    }

    @Test
    void rulesThatCameLaterFileWhatIsThereAsOneBatch() {
        settings(Map.of("provider", "anthropic", "policy", "never"));
        UUID first = upload("a.txt", INVOICE);
        UUID second = upload("b.txt", INVOICE + " And more.");
        UUID refused = upload("c.txt", INVOICE + " And no more.");
        UUID other = upload("d.txt", "A postcard from the seaside, with greetings.");
        List.of(first, second, refused, other).forEach(this::atRest);
        shelf.post("/api/documents/bulk", bulk("addTopic", refused), 200);
        shelf.post("/api/documents/bulk", bulk("removeTopic", refused), 200);
        rule("text", "contains", "customer number 4711", "file");

        shelf.post("/api/rules/apply", Map.of(), 202);

        await().atMost(SOON).until(() -> shelf.label(second, invoices).equals("confirmed by rule"));
        assertThat(shelf.label(first, invoices)).isEqualTo("confirmed by rule");
        assertThat(shelf.label(refused, invoices)).isEqualTo("rejected by person");
        assertThat(shelf.label(other, invoices)).isNotEqualTo("confirmed by rule");
        assertThat(shelf.items(rules()).getFirst().get("hits").asInt()).isEqualTo(2);
        JsonNode batch = shelf.items("/api/batches").getFirst();
        assertThat(batch.get("kind").asString()).isEqualTo("rules");
        assertThat(batch.get("documents").asInt()).isEqualTo(2);
        shelf.post("/api/batches/" + Shelf.id(batch) + "/undo", Map.of(), 200);
        assertThat(shelf.label(first, invoices)).isNotEqualTo("confirmed by rule");
        assertThat(shelf.label(second, invoices)).isNotEqualTo("confirmed by rule");
    }

    @Test
    void whatARuleSuggestsStaysBesideWhatAModelSays() {
        UUID travel = topic("Drawer B");
        rule("name", "matches", "^scan \\d+", "suggest");
        ANTHROPIC.behave(request -> new Behaviour.Writes(answer(List.of(travel.toString()), 0.9, firstLine(request))));
        UUID document = upload("scan 0815.txt", INVOICE);

        await().atMost(SOON).until(() -> shelf.label(document, travel).equals("suggested"));
        assertThat(shelf.label(document, invoices)).isEqualTo("suggested");
        assertThat(document(document).at("/topics/0/provider").asString()).isEqualTo("rule");
        atRest(document);

        shelf.send(
                org.springframework.http.HttpMethod.DELETE,
                rules() + "/" + shelf.items(rules()).getFirst().get("id").asString(),
                null,
                204);
        reclassify(document);
        assertThat(shelf.label(document, invoices)).isEmpty();
        assertThat(shelf.label(document, travel)).isEqualTo("suggested");
    }

    @Test
    void rulesArePreviewedChangedAndRefusedWhereTheyAreWrong() {
        UUID document = shelf.document(INVOICE);
        shelf.document("Something else");
        JsonNode preview = shelf.post(
                rules() + "/preview", Map.of("field", "text", "match", "matches", "pattern", "no\\. \\d{4}"), 200);
        assertThat(preview.get("documents").asInt()).isOne();
        assertThat(preview.at("/examples/0/document/id").asString()).isEqualTo(document.toString());
        assertThat(preview.at("/examples/0/passage").asString()).isEqualTo("Invoice no. 2026-0815");

        JsonNode wrong = shelf.post(
                rules(), Map.of("field", "text", "match", "matches", "pattern", "no (", "action", "file"), 422);
        assertThat(wrong.toString()).contains("pattern").contains("no (");
        shelf.post(rules(), Map.of("field", "text", "match", "matches", "pattern", "no"), 422);
        JsonNode rule = rule("sender", "contains", "Joiner", "suggest");
        JsonNode changed = shelf.patch(rules() + "/" + Shelf.id(rule), Map.of("action", "file"), 200);
        assertThat(changed.get("action").asString()).isEqualTo("file");
        assertThat(changed.get("pattern").asString()).isEqualTo("Joiner");
        shelf.patch(rules() + "/" + Shelf.id(rule), Map.of("match", "matches", "pattern", "["), 422);
        shelf.get("/api/topics/" + topic("Other") + "/rules");
        shelf.post("/api/topics/" + UUID.randomUUID() + "/rules", Map.of(), 404);
        for (int i = 1; i < 100; i++) {
            rule("name", "contains", "name " + i, "suggest");
        }
        shelf.post(rules(), Map.of("field", "text", "match", "contains", "pattern", "one more", "action", "file"), 409);
    }

    private String rules() {
        return "/api/topics/" + invoices + "/rules";
    }

    private JsonNode rule(String field, String match, String pattern, String action) {
        return shelf.post(rules(), Map.of("field", field, "match", match, "pattern", pattern, "action", action), 201);
    }

    private Map<String, Object> bulk(String action, UUID document) {
        return Map.of("ids", List.of(document), "action", action, "topicId", invoices);
    }

    private JsonNode automatic(boolean wanted, int status) {
        return shelf.patch("/api/topics/" + invoices, Map.of("automatic", wanted), status);
    }

    private JsonNode topicNow() {
        return shelf.items("/api/topics").stream()
                .filter(topic -> Shelf.id(topic).equals(invoices))
                .findAny()
                .orElseThrow();
    }

    /** Suggestions that a person has decided about, of documents without text. */
    private void decided(int many, double confidence, String state) {
        shelf.inTransaction(() -> {
            documentTopics.countDecision(anna.id());
            return jdbc.sql("""
                            with made as (
                                insert into documents (id, owner_id, blob_ref, name, title, media_type, kind,
                                    size_bytes, sha256, status, text_length, created_at, updated_at)
                                select gen_random_uuid(), :owner, '-', 'scan.txt', 'scan', 'text/plain', 'text', 1,
                                    sha256('a'), 'ready', 0, now(), now()
                                from generate_series(1, :many)
                                returning id
                            )
                            insert into document_topics (document_id, topic_id, owner_id, state, suggestion_id,
                                provider, confidence, decided_at, decided_by, created_at)
                            select id, :topic, :owner, :state, gen_random_uuid(), 'anthropic', :confidence::real,
                                now(), 'person', now()
                            from made
                            """)
                    .param("owner", anna.id())
                    .param("topic", invoices)
                    .param("many", many)
                    .param("state", state)
                    .param("confidence", confidence)
                    .update();
        });
    }
}
