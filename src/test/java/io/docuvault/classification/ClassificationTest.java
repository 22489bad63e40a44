package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.documents.DocumentTextReady;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.ReadDocument;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From a document's text to suggestions and decisions, with the built-in provider and real jobs. */
@HttpTest
@TestPropertySource(properties = "docuvault.classification.resuggest-delay=0s")
class ClassificationTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String INVOICE = """
            Invoice no. 2026-0815
            Customer number 4711
            Items: 3 oak shelves, delivery and assembly
            Net amount 420.00, VAT 79.80, total amount due 499.80
            Payment due date: within 14 days to the bank details below.
            """;

    /** Nothing in it says what it is about to somebody who has never seen the likes of it. */
    private static String minutes(int number) {
        return """
                Quorble circle, gathering %d
                Present were the brindlekeeper and all wardens of the lower thistle.
                The brindlekeeper reported on the marrow of the quorble and on the thistle.
                It was agreed to wend the thistle before gathering %d.
                """.formatted(number, number + 1);
    }

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    @Autowired
    private DocumentTopics documentTopics;

    @Autowired
    private Classifier classifier;

    @Autowired
    private ApplicationEventPublisher publisher;

    private Api.Person anna;

    @BeforeEach
    void somebodyWithoutDocuments() {
        anna = api.newPerson();
    }

    @Test
    void suggestsAStarterTopicForADocumentThatNobodyEverSorted() {
        starters("invoices", "health", "travel");
        UUID document = document(INVOICE);
        textIsReady(document);

        JsonNode item = onlySuggestion();

        assertThat(item.get("document").get("id").asString()).isEqualTo(document.toString());
        assertThat(item.get("topicId").asString())
                .isEqualTo(topicNamed("Invoices").get("id").asString());
        assertThat(item.get("confidence").asDouble()).isBetween(0.01, 1.0);
        assertThat(INVOICE).contains(item.get("evidence").asString());
        assertThat(topicNamed("Invoices").get("suggestedCount").asInt()).isOne();
        await().atMost(SOON).untilAsserted(() -> assertThat(stepOf(document)).isEmpty());
    }

    @Test
    void suggestsATopicForAFileThatWasJustUploaded() {
        starters("invoices", "health", "travel");
        JsonNode document = body(anna.http()
                .post()
                .uri("/api/documents")
                .body(Api.file("scan 0815.txt", INVOICE.getBytes(UTF_8)))
                .exchange());

        JsonNode item = onlySuggestion();

        assertThat(item.get("document").get("id")).isEqualTo(document.get("id"));
        assertThat(item.get("topicId")).isEqualTo(topicNamed("Invoices").get("id"));
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode ready = Api.json(
                    anna.http().get().uri("/api/documents/" + document.get("id").asString()));
            assertThat(ready.get("status").asString()).isEqualTo("ready");
            assertThat(ready.get("step").isNull()).isTrue();
            assertThat(ready.get("topics").get(0).get("state").asString()).isEqualTo("suggested");
        });
    }

    @Test
    void keepsWhoWasAskedWhatAndWhatTheAnswerWas() {
        starters("invoices");
        UUID document = document(INVOICE);
        textIsReady(document);
        JsonNode item = onlySuggestion();

        JsonNode run = runs(document).getFirst();

        assertThat(run.get("provider").asString()).isEqualTo("builtin");
        assertThat(run.get("model").asString()).startsWith("builtin");
        assertThat(run.get("outcome").asString()).isEqualTo("labelled");
        assertThat(run.get("promptHash").asString()).matches("[0-9a-f]{64}");
        assertThat(run.get("textHash").asString()).matches("[0-9a-f]{64}");
        assertThat(run.get("latencyMs").asInt()).isNotNegative();
        assertThat(run.get("inputTokens").isNull()).isTrue();
        assertThat(run.get("topics").get(0).get("topicId")).isEqualTo(item.get("topicId"));
        assertThat(run.get("topics").get(0).get("evidence")).isEqualTo(item.get("evidence"));
    }

    @Test
    void asksOnlyOnceAboutTheSameTextAndTopics() {
        starters("invoices");
        UUID document = document(INVOICE);
        textIsReady(document);
        onlySuggestion();
        int runs = runs(document).size();

        reclassify(document);
        await().atMost(SOON).untilAsserted(() -> assertThat(stepOf(document)).isEmpty());

        assertThat(runs(document)).hasSize(runs);
        assertThat(suggestions()).hasSize(1);
    }

    @Test
    void sortsDocumentsThatWereThereBeforeTheTopics() {
        UUID document = document(INVOICE);
        textIsReady(document);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(runs(document))
                        .extracting(run -> run.get("outcome").asString())
                        .containsExactly("no_topics"));
        assertThat(runs(document).getFirst().get("model").isNull()).isTrue();

        starters("invoices", "health");

        assertThat(onlySuggestion().get("document").get("id").asString()).isEqualTo(document.toString());
    }

    @Test
    void learnsFromWhatAPersonConfirmedForTheDocumentsStillUnsorted() {
        UUID circle = topic("Club nine");
        topic("Club ten");
        UUID similar = document(minutes(40));
        textIsReady(similar);
        await().atMost(SOON).untilAsserted(() -> assertThat(runs(similar)).isNotEmpty());
        assertThat(suggestions()).isEmpty();

        for (int number = 1; number <= 5; number++) {
            confirm(document(minutes(number)), circle);
        }

        JsonNode item = onlySuggestion();
        assertThat(item.get("document").get("id").asString()).isEqualTo(similar.toString());
        assertThat(item.get("topicId").asString()).isEqualTo(circle.toString());
    }

    @Test
    void anAcceptedSuggestionIsATopicOfTheDocument() {
        starters("invoices");
        UUID document = document(INVOICE);
        textIsReady(document);

        JsonNode accepted = body(decide(anna, onlySuggestion(), "accept"));

        assertThat(accepted.get("state").asString()).isEqualTo("confirmed");
        assertThat(accepted.get("suggestionId").isNull()).isTrue();
        assertThat(accepted.get("provider").asString()).isEqualTo("builtin");
        assertThat(suggestions()).isEmpty();
        assertThat(topicNamed("Invoices").get("documentCount").asInt()).isOne();
        assertThat(topicNamed("Invoices").get("suggestedCount").asInt()).isZero();
    }

    @Test
    void aRejectedSuggestionDoesNotComeBack() {
        starters("invoices");
        UUID document = document(INVOICE);
        textIsReady(document);
        decide(anna, onlySuggestion(), "reject").expectStatus().isNoContent();

        long before = jobsDone("resuggest");
        topic("Something else");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(jobsDone("resuggest")).isGreaterThan(before));
        reclassify(document);
        await().atMost(SOON).untilAsserted(() -> assertThat(stepOf(document)).isEmpty());

        assertThat(suggestions()).isEmpty();
    }

    @Test
    void pagesThroughSuggestionsNewestFirst() {
        starters("invoices");
        List<UUID> documents = List.of(document(INVOICE), document(INVOICE + "1"), document(INVOICE + "2"));
        documents.forEach(this::textIsReady);
        await().atMost(SOON).untilAsserted(() -> assertThat(suggestions()).hasSize(3));

        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = Api.json(anna.http().get().uri("/api/review?limit=1" + after));
            seen.add(page.at("/items/0/suggestions/0/suggestionId").asString());
            after = page.get("next").isNull()
                    ? ""
                    : "&after=" + page.get("next").asString();
        } while (!after.isEmpty());

        assertThat(seen)
                .containsExactlyElementsOf(suggestions().stream()
                        .map(item -> item.get("suggestionId").asString())
                        .toList());
    }

    @Test
    void asksNothingAboutADocumentWithoutText() {
        starters("invoices");
        UUID document = document("");
        textIsReady(document);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(jobsDone("classify")).isOne());
        assertThat(runs(document)).isEmpty();
        anna.http()
                .post()
                .uri("/api/documents/" + document + "/reclassify")
                .exchange()
                .expectStatus()
                .isEqualTo(409);
    }

    /** Never means no model: the built-in provider is what answers then. */
    @Test
    void theBuiltInProviderKnowsATopicThatIsClosedToModels() {
        starters("invoices");
        String invoices = topicNamed("Invoices").get("id").asString();
        send(anna.http().patch().uri("/api/topics/" + invoices), Map.of("policy", "never"))
                .expectStatus()
                .isOk();
        UUID document = document(INVOICE);
        textIsReady(document);

        assertThat(onlySuggestion().get("topicId").asString()).isEqualTo(invoices);
    }

    @Test
    void whatBelongsToSomebodyElseIsNotThere() {
        starters("invoices");
        UUID document = document(INVOICE);
        textIsReady(document);
        JsonNode item = onlySuggestion();
        Api.Person bert = api.newPerson();

        assertThat(Api.json(bert.http().get().uri("/api/review")).get("items").isEmpty())
                .isTrue();
        decide(bert, item, "accept").expectStatus().isNotFound();
        decide(bert, item, "reject").expectStatus().isNotFound();
        bert.http()
                .get()
                .uri("/api/documents/" + document + "/runs")
                .exchange()
                .expectStatus()
                .isNotFound();
        bert.http()
                .post()
                .uri("/api/documents/" + document + "/reclassify")
                .exchange()
                .expectStatus()
                .isNotFound();
        assertThat(suggestions()).hasSize(1);
        assertThat(as(
                        bert,
                        () -> jdbc.sql("select count(*) from classification_runs where document_id = :document")
                                .param("document", document)
                                .query(Long.class)
                                .single()))
                .isZero();
    }

    @Test
    void aModelIsNotBelievedWhatItMakesUp() {
        UUID known = Ids.next();
        UUID document = document(INVOICE);
        Question question = new Question(
                anna.id(),
                new Inventive(known),
                null,
                List.of(new TopicPrompt(known, "Invoices", "", List.of(), List.of())),
                TrainingSet.EMPTY,
                Hashes.of(List.of("a")));

        Run run = classifier.ask(question, new ReadDocument(document, "a", "a.txt", "en", INVOICE, Set.of(), Set.of()));

        assertThat(run.topics()).containsExactly(new Run.Label(known, 0.9, "", List.of()));
    }

    /** Quotes what is not there, names a topic twice, and one that nobody asked about. */
    private record Inventive(UUID known) implements AiProvider {

        @Override
        public String name() {
            return "inventive";
        }

        @Override
        public boolean local() {
            return false;
        }

        @Override
        public Classification classify(Permit permit, ClassificationRequest request) {
            return new Classification(
                    "m",
                    List.of(
                            new TopicScore(known, 0.9, "You owe me a million", List.of()),
                            new TopicScore(known, 0.8, "Items", List.of()),
                            new TopicScore(Ids.next(), 0.7, "Items", List.of())),
                    TokenUsage.NONE);
        }

        @Override
        public List<TopicProposal> suggestTopics(Permit permit, ClassificationRequest request) {
            return List.of();
        }

        @Override
        public ProviderHealth healthCheck(Permit permit) {
            return new ProviderHealth(true, "ok", "");
        }
    }

    private void starters(String... keys) {
        body(send(anna.http().post().uri("/api/topics/starters"), Map.of("language", "en", "keys", List.of(keys))));
    }

    private UUID topic(String name) {
        return UUID.fromString(body(send(anna.http().post().uri("/api/topics"), Map.of("name", name)))
                .get("id")
                .asString());
    }

    private JsonNode topicNamed(String name) {
        return items("/api/topics").stream()
                .filter(topic -> topic.get("name").asString().equals(name))
                .findAny()
                .orElseThrow();
    }

    private void confirm(UUID document, UUID topic) {
        as(anna, () -> {
            documentTopics.setConfirmed(anna.id(), document, Set.of(topic));
            return true;
        });
    }

    private void textIsReady(UUID document) {
        as(anna, () -> {
            publisher.publishEvent(new DocumentTextReady(anna.id(), document));
            return true;
        });
    }

    private void reclassify(UUID document) {
        JsonNode answer = Api.json(anna.http().post().uri("/api/documents/" + document + "/reclassify"));
        assertThat(answer.get("step").asString()).isEqualTo("classify");
    }

    private JsonNode onlySuggestion() {
        await().atMost(SOON).untilAsserted(() -> assertThat(suggestions()).hasSize(1));
        return suggestions().getFirst();
    }

    private List<JsonNode> suggestions() {
        List<JsonNode> suggestions = new ArrayList<>();
        for (JsonNode item : items("/api/review")) {
            for (JsonNode suggestion : item.get("suggestions")) {
                suggestions.add(((ObjectNode) suggestion).set("document", item.get("document")));
            }
        }
        return suggestions;
    }

    private List<JsonNode> runs(UUID document) {
        return items("/api/documents/" + document + "/runs");
    }

    private long jobsDone(String kind) {
        return items("/api/jobs?state=done&limit=200").stream()
                .filter(job -> job.get("kind").asString().equals(kind))
                .count();
    }

    private static RestTestClient.ResponseSpec decide(Api.Person person, JsonNode item, String decision) {
        return person.http()
                .post()
                .uri("/api/review/" + item.get("suggestionId").asString() + "/" + decision)
                .exchange();
    }

    private List<JsonNode> items(String uri) {
        List<JsonNode> items = new ArrayList<>();
        Api.json(anna.http().get().uri(uri)).get("items").forEach(items::add);
        return items;
    }

    private static RestTestClient.ResponseSpec send(RestTestClient.RequestBodySpec request, Object body) {
        return request.contentType(MediaType.APPLICATION_JSON).body(body).exchange();
    }

    private static JsonNode body(RestTestClient.ResponseSpec answer) {
        return Objects.requireNonNull(answer.expectStatus()
                .is2xxSuccessful()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    }

    private <T> T as(Api.Person person, Supplier<T> work) {
        return Objects.requireNonNull(Caller.user(person.id()).call(() -> transactions.execute(_ -> work.get())));
    }

    private String stepOf(UUID document) {
        return as(
                anna,
                () -> jdbc.sql("select coalesce(step, '') from documents where id = :id")
                        .param("id", document)
                        .query(String.class)
                        .single());
    }

    /** A document as extraction leaves it. */
    private UUID document(String text) {
        UUID id = Ids.next();
        return as(anna, () -> {
            jdbc.sql("""
                            insert into documents (id, owner_id, blob_ref, name, title, media_type, kind, size_bytes,
                                sha256, status, step, language, text_length, created_at, updated_at)
                            values (:id, :owner, '-', 'scan.txt', 'scan', 'text/plain', 'text', 1, sha256('a'), 'ready',
                                'classify', 'en', length(:text), now(), now())
                            """)
                    .param("id", id)
                    .param("owner", anna.id())
                    .param("text", text)
                    .update();
            jdbc.sql("""
                            insert into document_texts (document_id, chunk, owner_id, content, terms)
                            values (:id, 0, :owner, :text, '')
                            """)
                    .param("id", id)
                    .param("owner", anna.id())
                    .param("text", text)
                    .update();
            return id;
        });
    }
}
