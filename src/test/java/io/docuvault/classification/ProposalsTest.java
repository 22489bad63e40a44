package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.classification.ModelImitation.Behaviour;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Topics that models miss: gathered, compared with what there is, and decided about by a person. */
class ProposalsTest extends ModelTest {

    private static final String EVIDENCE = "Invoice no. 2026-0815";

    @BeforeEach
    void aModelThatFindsNoTopic() {
        topic("Letters");
        uses("anthropic");
    }

    @Test
    void namesThatSayTheSameAreOneProposalOverTheirDocuments() {
        UUID first = proposing("Medical bills");
        UUID second = proposing("medical bill");
        UUID third = proposing("Bills, medical");
        UUID fourth = proposing("Medcal bills");
        UUID other = proposing("Shelves");

        List<JsonNode> proposals = proposals();
        assertThat(names(proposals)).containsExactly("Medical bills", "Shelves");
        JsonNode bills = proposals.getFirst();
        assertThat(bills.get("documents").asLong()).isEqualTo(4);
        assertThat(bills.at("/examples/0/evidence").asString()).isEqualTo(EVIDENCE);
        assertThat(documents(bills.get("examples"))).containsExactly(fourth, third, second, first);
        assertThat(bills.get("similar").isNull()).isTrue();
        assertThat(documents(get("/api/proposals/" + id(bills) + "/documents?limit=3")
                        .get("items")))
                .containsExactly(fourth, third, second);
        assertThat(proposals.get(1).at("/examples/0/document/id").asString()).isEqualTo(other.toString());

        JsonNode page = get("/api/proposals?limit=1");
        assertThat(page.get("items")).hasSize(1);
        JsonNode next = get("/api/proposals?limit=1&after=" + page.get("next").asString());
        assertThat(next.at("/items/0/name").asString()).isEqualTo("Shelves");
        assertThat(next.get("next").isNull()).isTrue();
    }

    @Test
    void whatATopicIsCalledIsNotProposed() {
        send("POST", "/api/topics", Map.of("name", "Versicherung", "aliases", List.of("Insurance policies")), 201);
        proposing("Versicherungen", "insurance policy", "Shelves");
        assertThat(names(proposals())).containsExactly("Shelves");

        // Not even if the topic came later; and when it goes, there is something to ask again.
        UUID shelves = topic("The shelves");
        assertThat(proposals()).isEmpty();
        send("DELETE", "/api/topics/" + shelves, null, 204);
        assertThat(names(proposals())).containsExactly("Shelves");
    }

    @Test
    void aTopicThatIsMuchLikeItIsShownBesideIt() {
        UUID insurance = topic("Insurance");
        proposing("Car insurance");
        JsonNode similar = proposals().getFirst().get("similar");
        assertThat(similar.get("topicId").asString()).isEqualTo(insurance.toString());
        assertThat(similar.get("similarity").asDouble()).isBetween(0.6, 1.0);
    }

    @Test
    void acceptingMakesTheTopicAndFilesItsDocuments() {
        UUID first = proposing("Furniture");
        UUID second = proposing("Furniture");
        UUID stranger = upload("other.txt", "Nothing of the kind");
        atRest(stranger);
        JsonNode settled = post(
                "/api/proposals/" + id(proposals().getFirst()) + "/accept",
                Map.of(
                        "name",
                        "Things of wood",
                        "description",
                        "What the joiner made",
                        "color",
                        "#aa5500",
                        "confirm",
                        List.of(first, stranger)));

        JsonNode topic = settled.get("topic");
        assertThat(topic.get("name").asString()).isEqualTo("Things of wood");
        assertThat(topic.get("color").asString()).isEqualTo("#aa5500");
        assertThat(topic.get("documentCount").asLong()).isEqualTo(1);
        assertThat(topic.get("suggestedCount").asLong()).isEqualTo(1);
        assertThat(settled.at("/batch/kind").asString()).isEqualTo("proposal");
        assertThat(settled.at("/batch/labels").asInt()).isEqualTo(2);
        assertThat(label(first, topic).get("state").asString()).isEqualTo("confirmed");
        assertThat(label(second, topic).get("state").asString()).isEqualTo("suggested");
        assertThat(label(second, topic).get("evidence").asString()).isEqualTo(EVIDENCE);
        // At the most the built-in provider has an idea about that one by now.
        assertThat(document(stranger).toString()).doesNotContain("confirmed");
        assertThat(proposals()).isEmpty();

        // What was called otherwise is not proposed again under its first name.
        proposing("Furnitures");
        assertThat(proposals()).isEmpty();
    }

    @Test
    void undoingAnAcceptanceTakesTheTopicBackAndAsksAgain() {
        UUID document = proposing("Furniture");
        JsonNode settled = post("/api/proposals/" + id(proposals().getFirst()) + "/accept", Map.of("confirm", "all"));
        assertThat(label(document, settled.get("topic")).get("state").asString())
                .isEqualTo("confirmed");

        JsonNode undone = post("/api/batches/" + settled.at("/batch/id").asString() + "/undo", Map.of());
        assertThat(undone.get("restored").asInt()).isEqualTo(1);
        assertThat(get("/api/topics").toString()).doesNotContain("Furniture");
        assertThat(isFiled(document)).isFalse();
        assertThat(names(proposals())).containsExactly("Furniture");
    }

    @Test
    void aTopicThatIsInUseStaysWhenItsAcceptanceIsUndone() {
        UUID document = proposing("Furniture");
        JsonNode settled = post("/api/proposals/" + id(proposals().getFirst()) + "/accept", Map.of("confirm", "all"));
        UUID other = upload("other.txt", "Nothing of the kind");
        atRest(other);
        send("PATCH", "/api/documents/" + other, Map.of("topics", List.of(id(settled.get("topic")))), 200);

        post("/api/batches/" + settled.at("/batch/id").asString() + "/undo", Map.of());
        assertThat(label(other, settled.get("topic")).get("state").asString()).isEqualTo("confirmed");
        assertThat(isFiled(document)).isFalse();
        assertThat(proposals()).isEmpty();
    }

    @Test
    void mappingMakesTheNameAnAlias() {
        UUID topic = topic("Einrichtung");
        UUID first = proposing("Furniture");
        UUID second = proposing("Furniture");
        send("PATCH", "/api/documents/" + second, Map.of("topics", List.of(topic)), 200);
        send("PATCH", "/api/documents/" + second, Map.of("topics", List.of()), 200);
        JsonNode settled = post(
                "/api/proposals/" + id(proposals().getFirst()) + "/map", Map.of("topicId", topic, "confirm", "all"));

        assertThat(settled.at("/topic/aliases/0").asString()).isEqualTo("Furniture");
        assertThat(label(first, settled.get("topic")).get("state").asString()).isEqualTo("confirmed");
        // A person has refused it there, and "all" is not about that one.
        assertThat(isFiled(second)).isFalse();

        post("/api/batches/" + settled.at("/batch/id").asString() + "/undo", Map.of());
        assertThat(get("/api/topics").toString()).contains("Einrichtung").doesNotContain("Furniture");
        assertThat(names(proposals())).containsExactly("Furniture");

        JsonNode again = post(
                "/api/proposals/" + id(proposals().getFirst()) + "/map",
                Map.of("topicId", topic, "keepAlias", false, "confirm", List.of(second)));
        assertThat(again.at("/topic/aliases")).isEmpty();
        assertThat(label(second, again.get("topic")).get("state").asString()).isEqualTo("confirmed");
        assertThat(label(first, again.get("topic")).get("state").asString()).isEqualTo("suggested");
    }

    @Test
    void aRejectionIsForGoodUntilItIsForgotten() {
        proposing("Medical bills");
        JsonNode proposal = proposals().getFirst();
        send("POST", "/api/proposals/" + id(proposal) + "/reject", null, 204);
        send("POST", "/api/proposals/" + id(proposal) + "/reject", null, 404);
        send("GET", "/api/proposals/" + id(proposal) + "/documents", null, 404);
        proposing("MEDICAL BILL");
        proposing("bills (medical)");
        assertThat(proposals()).isEmpty();

        JsonNode rejected = get("/api/proposals/rejected").get("items");
        assertThat(rejected).hasSize(1);
        assertThat(rejected.get(0).get("name").asString()).isEqualTo("Medical bills");
        assertThat(rejected.get(0).get("rejectedAt").isString()).isTrue();
        send("DELETE", "/api/proposals/rejected/" + id(proposal), null, 204);
        send("DELETE", "/api/proposals/rejected/" + id(proposal), null, 404);
        assertThat(proposals().getFirst().get("documents").asLong()).isEqualTo(3);
    }

    @Test
    void aNewAnswerTakesThePlaceOfTheOneBefore() {
        UUID document = proposing("Furniture");
        topic("Another one, so that the question is a new one");
        proposes("Carpentry");
        reclassify(document);
        assertThat(names(proposals())).containsExactly("Carpentry");

        send("DELETE", "/api/documents/" + document, null, 204);
        assertThat(proposals()).isEmpty();
    }

    @Test
    void nothingThatAPageCouldRenderIsProposed() {
        proposing("<b>Furniture</b>", "[a](https://evil.example)", "…", "Fur\u202Eniture\u0000");
        assertThat(names(proposals())).containsExactly("Furniture");
    }

    @Test
    void whoeverElseItBelongsToItIsNotThere() {
        proposing("Furniture");
        String id = id(proposals().getFirst());
        RestTestClient stranger = api.newPerson().http();
        stranger.get()
                .uri("/api/proposals/" + id + "/documents")
                .exchange()
                .expectStatus()
                .isNotFound();
        for (String action : List.of("accept", "reject")) {
            stranger.post()
                    .uri("/api/proposals/" + id + "/" + action)
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(Map.of())
                    .exchange()
                    .expectStatus()
                    .isNotFound();
        }
        send("POST", "/api/proposals/" + id + "/map", Map.of("topicId", UUID.randomUUID()), 422);
        send("POST", "/api/proposals/" + id + "/accept", Map.of("confirm", "some"), 422);
        send("POST", "/api/proposals/" + id + "/accept", Map.of("name", "Letters"), 409);
        send("GET", "/api/proposals?after=nonsense", null, 400);
        assertThat(names(proposals())).containsExactly("Furniture");
    }

    @Test
    void manyDocumentsAtOnceAreNeverLost() {
        List<UUID> documents = new ArrayList<>();
        proposes("Furniture", "Joiners");
        for (int i = 0; i < 12; i++) {
            documents.add(upload("many" + i + ".txt", INVOICE + i));
        }
        await().atMost(SOON)
                .until(
                        () -> proposals().stream()
                                .map(proposal -> proposal.get("documents").asLong())
                                .toList(),
                        List.of(12L, 12L)::equals);
        JsonNode settled = post("/api/proposals/" + id(proposals().getFirst()) + "/accept", Map.of("confirm", "all"));
        assertThat(settled.at("/topic/documentCount").asLong()).isEqualTo(documents.size());
    }

    /** A new document about which the model proposes these. */
    private UUID proposing(String... names) {
        proposes(names);
        UUID id = upload(UUID.randomUUID() + ".txt", INVOICE + UUID.randomUUID());
        int before = ANTHROPIC.seen.size();
        await().atMost(SOON).until(() -> ANTHROPIC.seen.size() > before || !runs(id).isEmpty());
        await().atMost(SOON).until(() -> !runs(id).isEmpty());
        atRest(id);
        return id;
    }

    private static void proposes(String... names) {
        ObjectNode answer = (ObjectNode) JSON.readTree(answer(List.of(), 0, EVIDENCE));
        ArrayNode proposals = answer.putArray("proposals");
        for (String name : names) {
            proposals.addObject().put("name", name).put("evidence", EVIDENCE);
        }
        ANTHROPIC.behave(new Behaviour.Writes(answer.toString()));
    }

    private List<JsonNode> proposals() {
        return get("/api/proposals").get("items").valueStream().toList();
    }

    private static List<String> names(List<JsonNode> proposals) {
        return proposals.stream()
                .map(proposal -> proposal.get("name").asString())
                .toList();
    }

    private static List<UUID> documents(JsonNode held) {
        return held.valueStream()
                .map(each -> UUID.fromString(each.at("/document/id").asString()))
                .toList();
    }

    private static String id(JsonNode thing) {
        return thing.get("id").asString();
    }

    /** By a person or a model: the built-in provider looks again at what is unsorted whenever it has learnt something. */
    private boolean isFiled(UUID document) {
        return document(document)
                .get("topics")
                .valueStream()
                .anyMatch(label -> !label.get("provider").asString("").equals("builtin"));
    }

    private JsonNode label(UUID document, JsonNode topic) {
        for (JsonNode label : document(document).get("topics")) {
            if (label.get("topicId").equals(topic.get("id"))) {
                return label;
            }
        }
        throw new AssertionError("The document does not have the topic.");
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
}
