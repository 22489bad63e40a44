package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.classification.ModelImitation.Behaviour;
import io.docuvault.classification.ModelImitation.Dialect;
import io.docuvault.classification.ModelImitation.Seen;
import io.docuvault.shared.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The whole application with models that are imitations on this machine, and little patience. */
@HttpTest
abstract class ModelTest {

    static final JsonMapper JSON = new JsonMapper();
    static final Duration SOON = Duration.ofSeconds(60);

    static final ModelImitation ANTHROPIC = new ModelImitation(Dialect.MESSAGES);
    static final ModelImitation OPENAI = new ModelImitation(Dialect.CHAT_COMPLETIONS);
    static final ModelImitation OLLAMA = new ModelImitation(Dialect.CHAT_COMPLETIONS);

    static final String INVOICE = """
            Invoice no. 2026-0815
            Customer number 4711
            Items: 3 oak shelves, delivery and assembly
            Net amount 420.00, VAT 79.80, total amount due 499.80
            Payment due date: within 14 days to the bank details below.
            """;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    Api.Person anna;

    @DynamicPropertySource
    static void imitations(DynamicPropertyRegistry properties) {
        properties.add("docuvault.ai.anthropic.base-url", ANTHROPIC::url);
        properties.add("docuvault.ai.openai.base-url", OPENAI::url);
        properties.add("docuvault.ai.ollama.base-url", OLLAMA::url);
        properties.add("docuvault.ai.lmstudio.base-url", () -> "http://localhost:1/v1");
        properties.add("docuvault.ai.allowed-base-urls", () -> "https://eu.api.openai.com/v1");
        properties.add(
                "docuvault.secrets.credentials.key",
                () -> "c43fd1be03b79a55a2e9f73c61d08812b4ee5a6f09d7c3418e2b6f90a1d5c377");
        properties.add("docuvault.ai.deadline", () -> "5s");
        properties.add("docuvault.ai.rest", () -> "300ms");
        properties.add("docuvault.ai.longest-rest", () -> "1s");
        properties.add("docuvault.ai.resume-interval", () -> "500ms");
        properties.add("docuvault.classification.resuggest-delay", () -> "0s");
    }

    @BeforeEach
    void somebodyAndVendorsInOrder() {
        anna = api.newPerson();
        for (ModelImitation vendor : List.of(ANTHROPIC, OPENAI, OLLAMA)) {
            vendor.seen.clear();
            vendor.behave(ModelTest::firstTopic);
        }
    }

    /** A model that finds the first topic it may choose, with the text's first line as the reason. */
    static Behaviour firstTopic(Seen request) {
        return new Behaviour.Writes(answer(offered(request).stream().limit(1).toList(), 0.93, firstLine(request)));
    }

    static List<String> offered(Seen request) {
        JsonNode schema = request.json().at("/output_config/format/schema");
        if (schema.isMissingNode()) {
            schema = request.json().at("/response_format/json_schema/schema");
        }
        List<String> ids = new ArrayList<>();
        schema.at("/properties/topics/items/properties/id/enum").forEach(id -> ids.add(id.asString()));
        return ids;
    }

    static String userMessage(Seen request) {
        JsonNode messages = request.json().get("messages");
        return messages.get(messages.size() - 1).get("content").asString();
    }

    static String firstLine(Seen request) {
        return userMessage(request)
                .lines()
                .dropWhile(line -> !line.startsWith("<document "))
                .skip(1)
                .findFirst()
                .orElse("");
    }

    static String answer(List<String> topics, double confidence, String evidence) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode labels = answer.putArray("topics");
        topics.forEach(id ->
                labels.addObject().put("id", id).put("confidence", confidence).put("evidence", evidence));
        answer.put("title", "Oak shelves")
                .put("document_date", "2026-03-03")
                .put("correspondent", "A joiner")
                .put("summary", "An invoice for shelves.");
        answer.putArray("proposals").addObject().put("name", "Furniture").put("evidence", evidence);
        return answer.toString();
    }

    String key() {
        return "sk-canary-" + UUID.randomUUID();
    }

    JsonNode settings(Map<String, ?> settings) {
        return settings(anna, settings);
    }

    static JsonNode settings(Api.Person person, Map<String, ?> settings) {
        return Api.json(person.http()
                .put()
                .uri("/api/ai/settings")
                .contentType(MediaType.APPLICATION_JSON)
                .body(settings));
    }

    void uses(String provider) {
        settings(
                provider.equals("ollama")
                        ? Map.of("provider", provider)
                        : Map.of("provider", provider, "apiKey", key()));
    }

    UUID topic(String name, String policy) {
        return UUID.fromString(Api.json(anna.http()
                        .post()
                        .uri("/api/topics")
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(Map.of("name", name, "policy", policy)))
                .get("id")
                .asString());
    }

    UUID topic(String name) {
        return topic(name, "inherit");
    }

    void starters(String... keys) {
        Api.json(anna.http()
                .post()
                .uri("/api/topics/starters")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("keys", keys)));
    }

    UUID upload(String name, String text) {
        return upload(anna, name, text);
    }

    static UUID upload(Api.Person person, String name, String text) {
        var form = Api.file(name, text.getBytes(UTF_8));
        form.add("allowDuplicate", "true");
        return UUID.fromString(
                Api.json(person.http().post().uri("/api/documents").body(form))
                        .get("id")
                        .asString());
    }

    JsonNode document(UUID id) {
        return document(anna, id);
    }

    static JsonNode document(Api.Person person, UUID id) {
        return Api.json(person.http().get().uri("/api/documents/" + id));
    }

    /** Once it has been read and classified, or the one is done and the other put off; and nobody is being asked. */
    JsonNode atRest(UUID id) {
        return await().atMost(SOON).until(() -> document(id), document -> isAtRest(document) && jobsUnderWay(id) == 0);
    }

    private long jobsUnderWay(UUID document) {
        return asSystem(
                () -> jdbc.sql("select count(*) from jobs where subject_id = :id and state in ('queued', 'running')")
                        .param("id", document)
                        .query(Long.class)
                        .single());
    }

    /** The newest run of a provider. */
    JsonNode run(UUID document, String provider) {
        return runs(document).stream()
                .filter(run -> run.get("provider").asString().equals(provider))
                .findFirst()
                .orElseThrow();
    }

    JsonNode provider(String name) {
        for (JsonNode provider :
                Api.json(anna.http().get().uri("/api/ai/settings")).get("providers")) {
            if (provider.get("name").asString().equals(name)) {
                return provider;
            }
        }
        throw new AssertionError("no such provider");
    }

    /** A vendor that takes its time: each answer waits for this, or three seconds. */
    static Function<Seen, Behaviour> slowly(CountDownLatch goOn) {
        return request -> {
            try {
                boolean told = goOn.await(3, TimeUnit.SECONDS);
                assertThat(told).isIn(true, false);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return firstTopic(request);
        };
    }

    UUID starter(String name) {
        return UUID.fromString(Api.json(anna.http().get().uri("/api/topics"))
                .get("items")
                .valueStream()
                .filter(topic -> topic.get("name").asString().equals(name))
                .findAny()
                .orElseThrow()
                .get("id")
                .asString());
    }

    static boolean isAtRest(JsonNode document) {
        return !document.get("status").asString().equals("processing")
                && document.get("step").isNull();
    }

    JsonNode suggestedBy(UUID id, String provider) {
        return await().atMost(SOON)
                .until(
                        () -> document(id).get("topics").path(0),
                        topic -> topic.path("provider").asString("").equals(provider));
    }

    List<JsonNode> runs(UUID document) {
        List<JsonNode> runs = new ArrayList<>();
        Api.json(anna.http().get().uri("/api/documents/" + document + "/runs"))
                .get("items")
                .forEach(runs::add);
        return runs;
    }

    void reclassify(UUID document) {
        Api.json(anna.http().post().uri("/api/documents/" + document + "/reclassify"));
        atRest(document);
    }

    void send(String method, String path, @Nullable Object body, int status) {
        RestTestClient.RequestBodySpec request = anna.http()
                .method(org.springframework.http.HttpMethod.valueOf(method))
                .uri(path);
        (body == null
                        ? request
                        : request.contentType(MediaType.APPLICATION_JSON).body(body))
                .exchange()
                .expectStatus()
                .isEqualTo(status);
    }

    int waiting() {
        return Api.json(anna.http().get().uri("/api/ai/usage")).get("waiting").asInt();
    }

    <T> T asSystem(Supplier<T> work) {
        T result = Caller.system().call(() -> transactions.execute(_ -> work.get()));
        assertThat(result).isNotNull();
        return result;
    }

    Map<String, Object> with(Map<String, ?> map, String name, Object value) {
        Map<String, Object> more = new HashMap<>(map);
        more.put(name, value);
        return more;
    }
}
