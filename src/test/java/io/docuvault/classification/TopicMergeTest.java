package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Two topics become one, and two again. */
@HttpTest
class TopicMergeTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    Api.Person anna;

    @BeforeEach
    void somebody() {
        anna = api.newPerson();
    }

    @Test
    void everythingOfOneTopicGoesToTheOtherAndBack() {
        String bills =
                topic(Map.of("name", "Bills", "aliases", List.of("Dues"), "policy", "local", "color", "#123456"));
        String invoices = topic(Map.of("name", "Invoices", "aliases", List.of("Rechnungen")));
        String child = topic(Map.of("name", "Phone bills", "parentId", bills));
        String rule = post(
                        "/api/topics/" + bills + "/rules",
                        Map.of("field", "name", "match", "contains", "pattern", "no such name", "action", "suggest"))
                .get("id")
                .asString();
        UUID moved = document();
        UUID both = document();
        UUID refused = document();
        UUID suggested = document();
        UUID trashed = document();
        confirm(moved, bills);
        confirm(both, bills, invoices);
        suggest(refused, bills, 0.9);
        confirm(refused, invoices);
        confirm(refused);
        suggest(suggested, bills, 0.8);
        confirm(trashed, bills);
        send("DELETE", "/api/documents/" + trashed, null, 204);
        List<List<String>> before = List.of(labels(moved), labels(both), labels(refused), labels(suggested));
        JsonNode topicBefore = topicOf(bills);
        JsonNode otherBefore = topicOf(invoices);

        JsonNode preview = get("/api/topics/" + bills + "/merge?into=" + invoices);
        assertThat(preview.get("documents").asLong()).isEqualTo(2);
        assertThat(preview.get("alreadyBoth").asLong()).isEqualTo(1);
        assertThat(preview.get("suggested").asLong()).isEqualTo(2);
        assertThat(preview.get("children").asInt()).isEqualTo(1);
        assertThat(preview.get("rules").asInt()).isEqualTo(1);
        assertThat(preview.get("aliasesAdded").toString()).isEqualTo("[\"Bills\",\"Dues\"]");
        assertThat(preview.get("policy").asString()).isEqualTo("local");

        JsonNode merged = post("/api/topics/" + bills + "/merge", Map.of("into", invoices));
        assertThat(merged.at("/topic/id").asString()).isEqualTo(invoices);
        assertThat(merged.at("/topic/aliases").toString()).isEqualTo("[\"Rechnungen\",\"Bills\",\"Dues\"]");
        assertThat(merged.at("/topic/policy").asString()).isEqualTo("local");
        assertThat(merged.at("/topic/documentCount").asLong()).isEqualTo(2);
        assertThat(merged.at("/topic/suggestedCount").asLong()).isEqualTo(1);
        assertThat(merged.at("/batch/kind").asString()).isEqualTo("merge");
        assertThat(merged.at("/batch/detail").asString()).isEqualTo("Bills");
        assertThat(labels(moved)).containsExactly(invoices + " confirmed");
        assertThat(labels(both)).containsExactly(invoices + " confirmed");
        // What a person has refused is not suggested by another name.
        assertThat(labels(refused)).containsExactly(invoices + " rejected");
        assertThat(labels(suggested)).containsExactly(invoices + " suggested 0.8");
        assertThat(labels(trashed)).containsExactly(invoices + " confirmed");
        assertThat(get("/api/topics").toString()).doesNotContain(bills);
        assertThat(topicOf(child).get("parentId").asString()).isEqualTo(invoices);
        assertThat(rules(invoices)).containsExactly(rule);
        send("POST", "/api/topics", Map.of("name", "Bills"), 409);

        JsonNode undone = post("/api/batches/" + merged.at("/batch/id").asString() + "/undo", Map.of());
        assertThat(undone.get("skipped").asInt()).isZero();
        assertThat(List.of(labels(moved), labels(both), labels(refused), labels(suggested)))
                .isEqualTo(before);
        assertThat(labels(trashed)).containsExactly(bills + " confirmed");
        JsonNode topicAfter = topicOf(bills);
        for (String field : List.of(
                "name", "aliases", "policy", "color", "description", "documentCount", "suggestedCount", "createdAt")) {
            assertThat(topicAfter.get(field)).as(field).isEqualTo(topicBefore.get(field));
            if (!field.equals("createdAt")) {
                assertThat(topicOf(invoices).get(field)).as(field).isEqualTo(otherBefore.get(field));
            }
        }
        assertThat(topicOf(child).get("parentId").asString()).isEqualTo(bills);
        assertThat(rules(bills)).containsExactly(rule);
        send("POST", "/api/batches/" + merged.at("/batch/id").asString() + "/undo", Map.of(), 409);
    }

    @Test
    void whoHasPutADocumentThereHoldsAgainstAnEarlierRefusal() {
        String bills = topic(Map.of("name", "Bills"));
        String invoices = topic(Map.of("name", "Invoices"));
        UUID document = document();
        confirm(document, invoices);
        confirm(document, bills);
        assertThat(labels(document)).containsExactlyInAnyOrder(bills + " confirmed", invoices + " rejected");
        post("/api/topics/" + bills + "/merge", Map.of("into", invoices));
        assertThat(labels(document)).containsExactly(invoices + " confirmed");
    }

    @Test
    void theSurerSuggestionStays() {
        String bills = topic(Map.of("name", "Bills"));
        String invoices = topic(Map.of("name", "Invoices"));
        UUID surer = document();
        suggest(surer, bills, 0.9);
        suggest(surer, invoices, 0.4);
        UUID lessSure = document();
        suggest(lessSure, bills, 0.3);
        suggest(lessSure, invoices, 0.6);
        post("/api/topics/" + bills + "/merge", Map.of("into", invoices));
        assertThat(labels(surer)).containsExactly(invoices + " suggested 0.9");
        assertThat(labels(lessSure)).containsExactly(invoices + " suggested 0.6");
    }

    @Test
    void whatAPersonDecidesAfterwardsSurvivesTheUndo() {
        String bills = topic(Map.of("name", "Bills"));
        String invoices = topic(Map.of("name", "Invoices"));
        UUID document = document();
        suggest(document, bills, 0.9);
        JsonNode merged = post("/api/topics/" + bills + "/merge", Map.of("into", invoices));
        confirm(document, invoices);
        JsonNode undone = post("/api/batches/" + merged.at("/batch/id").asString() + "/undo", Map.of());
        assertThat(undone.get("skipped").asInt()).isEqualTo(1);
        assertThat(labels(document)).containsExactlyInAnyOrder(invoices + " confirmed", bills + " suggested 0.9");
    }

    @Test
    void theUndoWaitsUntilTheNameIsFreeAgain() {
        String bills = topic(Map.of("name", "Bills"));
        String invoices = topic(Map.of("name", "Invoices"));
        JsonNode merged = post("/api/topics/" + bills + "/merge", Map.of("into", invoices));
        String undo = "/api/batches/" + merged.at("/batch/id").asString() + "/undo";
        send("PATCH", "/api/topics/" + invoices, Map.of("aliases", List.of()), 200);
        String other = topic(Map.of("name", "Bills"));
        send("POST", undo, Map.of(), 409);
        send("DELETE", "/api/topics/" + other, null, 204);
        send("POST", undo, Map.of(), 200);
        assertThat(topicOf(bills).get("name").asString()).isEqualTo("Bills");
    }

    @Test
    void theTopicComesBackEvenIfTheOtherIsGone() {
        String parent = topic(Map.of("name", "Money"));
        String bills = topic(Map.of("name", "Bills", "parentId", parent));
        String invoices = topic(Map.of("name", "Invoices"));
        UUID document = document();
        confirm(document, bills);
        JsonNode merged = post("/api/topics/" + bills + "/merge", Map.of("into", invoices));
        send("DELETE", "/api/topics/" + invoices, null, 204);
        send("DELETE", "/api/topics/" + parent, null, 204);
        post("/api/batches/" + merged.at("/batch/id").asString() + "/undo", Map.of());
        assertThat(topicOf(bills).get("parentId").isNull()).isTrue();
        assertThat(labels(document)).containsExactly(bills + " confirmed");
    }

    @Test
    void whatCannotBeMergedIsRefused() {
        String bills = topic(Map.of("name", "Bills"));
        String child = topic(Map.of("name", "Phone bills", "parentId", bills));
        String merge = "/api/topics/" + bills + "/merge";
        assertThat(send("POST", merge, Map.of("into", child), 409).get("code").asString())
                .isEqualTo("below_itself");
        send("GET", merge + "?into=" + child, null, 409);
        send("POST", merge, Map.of("into", bills), 422);
        send("POST", merge, Map.of("into", Ids.next()), 422);
        send("POST", merge, Map.of(), 422);
        send("POST", "/api/topics/" + Ids.next() + "/merge", Map.of("into", bills), 404);
        Api.Person bert = api.newPerson();
        String foreign = Api.json(bert.http()
                        .post()
                        .uri("/api/topics")
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(Map.of("name", "Bert's")))
                .get("id")
                .asString();
        send("POST", merge, Map.of("into", foreign), 422);
        send("POST", "/api/topics/" + foreign + "/merge", Map.of("into", bills), 404);
        // Upwards is well.
        assertThat(post("/api/topics/" + child + "/merge", Map.of("into", bills))
                        .at("/topic/aliases/0")
                        .asString())
                .isEqualTo("Phone bills");
    }

    private String topic(Map<String, ?> topic) {
        return post("/api/topics", topic).get("id").asString();
    }

    private JsonNode topicOf(String id) {
        for (JsonNode topic : get("/api/topics").get("items")) {
            if (topic.get("id").asString().equals(id)) {
                return topic;
            }
        }
        throw new AssertionError("There is no topic " + id);
    }

    private List<String> rules(String topic) {
        return get("/api/topics/" + topic + "/rules")
                .get("items")
                .valueStream()
                .map(rule -> rule.get("id").asString())
                .toList();
    }

    private UUID document() {
        byte[] text = (UUID.randomUUID() + "\n").getBytes(UTF_8);
        UUID id = UUID.fromString(Api.json(
                        anna.http().post().uri("/api/documents").body(Api.file(UUID.randomUUID() + ".txt", text)))
                .get("id")
                .asString());
        await().atMost(SOON).until(() -> {
            JsonNode document = get("/api/documents/" + id);
            return !document.get("status").asString().equals("processing")
                    && document.get("step").isNull();
        });
        return id;
    }

    private void confirm(UUID document, String... topics) {
        send("PATCH", "/api/documents/" + document, Map.of("topics", List.of(topics)), 200);
    }

    /** As a model would. */
    private void suggest(UUID document, String topic, double confidence) {
        Caller.user(anna.id())
                .run(() -> transactions.executeWithoutResult(_ -> jdbc.sql("""
                                insert into document_topics (document_id, topic_id, owner_id, state, suggestion_id, run_id,
                                    provider, confidence, evidence, created_at)
                                values (:document, :topic::uuid, :owner, 'suggested', :id, :id, 'anthropic', :confidence,
                                    'because', now())
                                """)
                        .param("document", document)
                        .param("topic", topic)
                        .param("owner", anna.id())
                        .param("id", Ids.next())
                        .param("confidence", (float) confidence)
                        .update()));
    }

    /** As they are kept, with what a person has refused. */
    private List<String> labels(UUID document) {
        List<String> labels = Caller.user(anna.id())
                .call(() -> transactions.execute(_ -> jdbc.sql("""
                                select topic_id || ' ' || state
                                    || case when state = 'suggested' then ' ' || confidence else '' end
                                from document_topics where document_id = :document order by topic_id
                                """)
                        .param("document", document)
                        .query((row, _) -> row.getString(1))
                        .list()));
        assertThat(labels).isNotNull();
        return labels;
    }

    private JsonNode get(String path) {
        return Api.json(anna.http().get().uri(path));
    }

    private JsonNode post(String path, Object body) {
        return Api.json(anna.http()
                .post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body));
    }

    private JsonNode send(String method, String path, @Nullable Object body, int status) {
        RestTestClient.RequestBodySpec request =
                anna.http().method(HttpMethod.valueOf(method)).uri(path);
        byte[] answer = (body == null
                        ? request
                        : request.contentType(MediaType.APPLICATION_JSON).body(body))
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody()
                .returnResult()
                .getResponseBody();
        return ModelTest.JSON.readTree(answer == null ? "{}".getBytes(UTF_8) : answer);
    }
}
