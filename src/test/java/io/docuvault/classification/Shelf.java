package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.Suggestion;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Somebody's documents and suggestions, put there without a classifier; all else goes through HTTP. */
final class Shelf {

    final Api.Person person;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final DocumentTopics documentTopics;

    Shelf(Api.Person person, JdbcClient jdbc, TransactionTemplate transactions, DocumentTopics documentTopics) {
        this.person = person;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.documentTopics = documentTopics;
    }

    <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(Caller.user(person.id()).call(() -> transactions.execute(_ -> work.get())));
    }

    UUID topic(String name) {
        return id(post("/api/topics", Map.of("name", name), 201));
    }

    /** A document without text, so that nobody suggests anything for it unasked. */
    UUID document() {
        return document("");
    }

    /** As extraction leaves it. */
    UUID document(String text) {
        UUID id = Ids.next();
        inTransaction(() -> {
            jdbc.sql("""
                            insert into documents (id, owner_id, blob_ref, name, title, media_type, kind, size_bytes,
                                sha256, status, language, text_length, created_at, updated_at)
                            values (:id, :owner, '-', 'scan.txt', 'scan', 'text/plain', 'text', 1, sha256('a'), 'ready',
                                'en', length(:text), now(), now())
                            """)
                    .param("id", id)
                    .param("owner", person.id())
                    .param("text", text)
                    .update();
            if (!text.isEmpty()) {
                jdbc.sql("""
                                insert into document_texts (document_id, chunk, owner_id, content, terms)
                                values (:id, 0, :owner, :text, to_tsvector('simple', :text))
                                """)
                        .param("id", id)
                        .param("owner", person.id())
                        .param("text", text)
                        .update();
            }
            return id;
        });
        return id;
    }

    /** The id of what was suggested. */
    UUID suggest(UUID document, UUID topic, double confidence) {
        suggest(document, List.of(new Suggestion(topic, confidence, "because", List.of("word"))));
        return suggestion(document, topic);
    }

    void suggest(UUID document, List<Suggestion> suggestions) {
        inTransaction(() -> documentTopics.suggest(person.id(), document, Ids.next(), "ollama", suggestions));
    }

    UUID suggestion(UUID document, UUID topic) {
        return inTransaction(() -> jdbc.sql(
                        "select suggestion_id from document_topics where document_id = :document and topic_id = :topic")
                .param("document", document)
                .param("topic", topic)
                .query(UUID.class)
                .single());
    }

    /** Such as "confirmed by person"; empty where there is no label. */
    String label(UUID document, UUID topic) {
        return inTransaction(() -> jdbc.sql("""
                        select concat_ws(' by ', state, decided_by) from document_topics
                        where document_id = :document and topic_id = :topic
                        """)
                .param("document", document)
                .param("topic", topic)
                .query(String.class)
                .optional()
                .orElse(""));
    }

    /** Every fact of a label. */
    String row(UUID document, UUID topic) {
        return inTransaction(() -> jdbc.sql("""
                        select to_jsonb(l)::text from document_topics l
                        where document_id = :document and topic_id = :topic
                        """)
                .param("document", document)
                .param("topic", topic)
                .query(String.class)
                .optional()
                .orElse(""));
    }

    JsonNode get(String uri) {
        return send(HttpMethod.GET, uri, null, 200);
    }

    List<JsonNode> items(String uri) {
        List<JsonNode> items = new ArrayList<>();
        get(uri).get("items").forEach(items::add);
        return items;
    }

    JsonNode post(String uri, Object body, int status) {
        return send(HttpMethod.POST, uri, body, status);
    }

    JsonNode patch(String uri, Object body, int status) {
        return send(HttpMethod.PATCH, uri, body, status);
    }

    JsonNode send(HttpMethod method, String uri, @Nullable Object body, int status) {
        RestTestClient.RequestBodySpec request = person.http().method(method).uri(uri);
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        var answer = request.exchange().expectBody(JsonNode.class).returnResult();
        assertThat(answer.getStatus().value())
                .as("%s %s: %s", method, uri, answer.getResponseBody())
                .isEqualTo(status);
        JsonNode json = answer.getResponseBody();
        return json == null ? tools.jackson.databind.node.NullNode.getInstance() : json;
    }

    static UUID id(JsonNode thing) {
        return UUID.fromString(thing.get("id").asString());
    }
}
