package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.classification.ModelImitation.Behaviour;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Title, date, correspondent and summary: a model's until a person says otherwise. */
class FactsTest extends ModelTest {

    @Test
    void whatAModelSaysIsTheDocumentsWhereNobodyHasChosen() {
        topic("Invoices");
        uses("anthropic");
        UUID id = upload("scan 0815.txt", INVOICE);
        suggestedBy(id, "anthropic");

        JsonNode document = atRest(id);
        assertThat(document.get("title").asString()).isEqualTo("Oak shelves");
        assertThat(document.get("documentDate").asString()).isEqualTo("2026-03-03");
        assertThat(document.get("correspondent").asString()).isEqualTo("A joiner");
        assertThat(document.get("summary").asString()).isEqualTo("An invoice for shelves.");
        assertThat(document.get("titleChosen").asBoolean()).isFalse();
        assertThat(document.get("dateChosen").asBoolean()).isFalse();
        assertThat(document.get("correspondentChosen").asBoolean()).isFalse();
        assertThat(items("/api/documents").getFirst().get("correspondent").asString())
                .isEqualTo("A joiner");
    }

    @Test
    void aPersonsCorrectionStays() {
        topic("Invoices");
        uses("anthropic");
        UUID id = upload("scan 0815.txt", INVOICE);
        suggestedBy(id, "anthropic");
        atRest(id);
        correct(id, "correspondent", "Tischlerei Krüger");
        correct(id, "title", "My shelves");
        correct(id, "documentDate", null);

        topic("Another one, so that the question is a new one");
        ANTHROPIC.behave(_ -> says("title", "Another title", "correspondent", "Somebody", "summary", "It is new."));
        reclassify(id);

        assertThat(ANTHROPIC.seen).hasSize(2);
        JsonNode document = document(id);
        assertThat(document.get("title").asString()).isEqualTo("My shelves");
        assertThat(document.get("documentDate").isNull()).isTrue();
        assertThat(document.get("correspondent").asString()).isEqualTo("Tischlerei Krüger");
        assertThat(document.get("correspondentChosen").asBoolean()).isTrue();
        assertThat(document.get("summary").asString()).isEqualTo("It is new.");
    }

    @Test
    void havingNoCorrespondentIsAChoiceToo() {
        topic("Invoices");
        uses("anthropic");
        UUID id = upload("scan 0815.txt", INVOICE);
        suggestedBy(id, "anthropic");
        atRest(id);
        correct(id, "correspondent", null);
        topic("Another one");
        reclassify(id);

        assertThat(document(id).get("correspondent").isNull()).isTrue();
        assertThat(document(id).get("correspondentChosen").asBoolean()).isTrue();
        send("PATCH", "/api/documents/" + id, Map.of("correspondent", 7), 422);
    }

    @Test
    void whatAModelDoesNotKnowLeavesWhatWasThere() {
        topic("Invoices");
        uses("anthropic");
        UUID id = upload("scan 0815.txt", INVOICE);
        suggestedBy(id, "anthropic");
        atRest(id);
        topic("Another one");
        ANTHROPIC.behave(_ -> says("title", "untitled", "correspondent", "", "summary", "", "document_date", ""));
        reclassify(id);

        JsonNode document = document(id);
        assertThat(document.get("title").asString()).isEqualTo("Oak shelves");
        assertThat(document.get("correspondent").asString()).isEqualTo("A joiner");
        assertThat(document.get("documentDate").asString()).isEqualTo("2026-03-03");
    }

    /** Its own title does not make another question of the same document. */
    @Test
    void theTitleThatAModelGaveIsNotSentToIt() {
        topic("Invoices");
        uses("anthropic");
        UUID id = upload("scan 0815.txt", INVOICE);
        suggestedBy(id, "anthropic");
        atRest(id);
        reclassify(id);

        assertThat(ANTHROPIC.seen).hasSize(1);
        assertThat(userMessage(ANTHROPIC.seen.getFirst())).contains("Title: \"scan 0815\"");
    }

    @Test
    void searchAndListFindThem() {
        topic("Invoices");
        uses("anthropic");
        ANTHROPIC.behave(_ -> says(
                "title",
                "Oak shelves",
                "correspondent",
                "Tischlerei Krüger GmbH",
                "summary",
                "Payment for bookcases."));
        UUID id = upload("scan 0815.txt", INVOICE);
        suggestedBy(id, "anthropic");
        atRest(id);
        ANTHROPIC.behave(_ -> says("correspondent", "Bank of the North"));
        UUID other = upload("other.txt", INVOICE + "Another one");
        suggestedBy(other, "anthropic");
        atRest(other);

        assertThat(found("bookcases")).containsExactly(id);
        assertThat(found("tischlerei")).containsExactly(id);
        assertThat(found("from:kruger")).containsExactly(id);
        assertThat(found("from:\"Krüger GmbH\" invoice")).containsExactly(id);
        assertThat(found("-from:krüger invoice")).containsExactly(other);
        assertThat(found("from:krüger from:north")).containsExactlyInAnyOrder(id, other);
        assertThat(found("from:%")).isEmpty();
        assertThat(ids(items("/api/documents?correspondent=tischlerei krüger gmbh")))
                .containsExactly(id);
        assertThat(ids(items("/api/search?q=invoice&correspondent=Bank of the north")))
                .containsExactly(other);
        JsonNode facet =
                Api.json(anna.http().get().uri("/api/documents/facets")).get("correspondents");
        assertThat(facet).hasSize(2);
        assertThat(facet.get(0).get("count").asLong()).isEqualTo(1);
        assertThat(Api.json(anna.http().get().uri("/api/search?q=invoice"))
                        .at("/facets/correspondents")
                        .size())
                .isEqualTo(2);

        correct(id, "correspondent", "Somebody else");
        assertThat(found("tischlerei")).isEmpty();
        assertThat(found("from:somebody")).containsExactly(id);
    }

    @Test
    void markupAndInvisibleCharactersAreNoFacts() {
        topic("Invoices");
        uses("anthropic");
        ANTHROPIC.behave(_ -> says(
                "title",
                "<img src=x onerror=alert(1)>",
                "correspondent",
                "Jo\u202Einer\u0000 Smith",
                "summary",
                "See [this](https://evil.example)"));
        UUID id = upload("scan 0815.txt", INVOICE);
        suggestedBy(id, "anthropic");

        JsonNode document = atRest(id);
        assertThat(document.get("title").asString()).isEqualTo("scan 0815");
        assertThat(document.get("correspondent").asString()).isEqualTo("Joiner Smith");
        assertThat(document.get("summary").isNull()).isTrue();
    }

    private Behaviour says(String... facts) {
        JsonNode topics = Api.json(anna.http().get().uri("/api/topics")).get("items");
        ObjectNode answer = (ObjectNode)
                JSON.readTree(answer(List.of(topics.get(0).get("id").asString()), 0.9, "Invoice no. 2026-0815"));
        for (int i = 0; i < facts.length; i += 2) {
            answer.put(facts[i], facts[i + 1]);
        }
        return new Behaviour.Writes(answer.toString());
    }

    private void correct(UUID id, String field, @Nullable Object value) {
        Map<String, @Nullable Object> change = new HashMap<>();
        change.put(field, value);
        send("PATCH", "/api/documents/" + id, change, 200);
    }

    private List<JsonNode> items(String path) {
        return Api.json(anna.http().get().uri(path)).get("items").valueStream().toList();
    }

    private List<UUID> found(String query) {
        return ids(Api.json(anna.http().get().uri("/api/search?q={q}", query))
                .get("items")
                .valueStream()
                .toList());
    }

    private static List<UUID> ids(List<JsonNode> items) {
        return items.stream()
                .map(item -> item.has("document") ? item.get("document") : item)
                .map(item -> UUID.fromString(item.get("id").asString()))
                .toList();
    }
}
