package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@HttpTest
class TopicControllerTest {

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    private Api.Person anna;

    @BeforeEach
    void somebodyWithoutTopics() {
        anna = api.newPerson();
    }

    @Test
    void makesATopicWithNothingButAName() {
        RestTestClient.ResponseSpec answer = post(Map.of("name", "  Invoices "));

        answer.expectStatus().isCreated().expectHeader().valueEquals(HttpHeaders.ETAG, "\"1\"");
        JsonNode topic = body(answer);
        assertThat(topic.get("name").asString()).isEqualTo("Invoices");
        assertThat(topic.get("parentId").isNull()).isTrue();
        assertThat(topic.get("description").asString()).isEmpty();
        assertThat(topic.get("color").asString()).isIn(Palette.COLORS);
        assertThat(topic.get("aliases").isEmpty()).isTrue();
        assertThat(topic.get("policy").asString()).isEqualTo("inherit");
        assertThat(topic.get("documentCount").asInt()).isZero();
        assertThat(topic.get("suggestedCount").asInt()).isZero();
        assertThat(topics()).containsExactly(topic);
    }

    @Test
    void givesEachTopicAnotherColour() {
        List<String> colors = IntStream.range(0, Palette.COLORS.size())
                .mapToObj(i -> create("Topic " + i).get("color").asString())
                .toList();
        assertThat(colors).doesNotHaveDuplicates();
    }

    @Test
    void changesWhatIsGivenAndNothingElse() {
        JsonNode parent = create("Money");
        JsonNode topic = body(post(Map.of(
                "name", "Invoices", "parentId", id(parent), "description", "What I owe", "aliases", List.of("Bills"))));

        JsonNode changed = body(patch(topic, Map.of("color", "#AABBCC", "policy", "local")));

        assertThat(changed.get("color").asString()).isEqualTo("#aabbcc");
        assertThat(changed.get("policy").asString()).isEqualTo("local");
        assertThat(changed.get("parentId")).isEqualTo(parent.get("id"));
        assertThat(changed.get("description").asString()).isEqualTo("What I owe");
        assertThat(changed.get("aliases").get(0).asString()).isEqualTo("Bills");
        assertThat(changed.get("version").asInt()).isEqualTo(2);
    }

    @Test
    void aParentOfNullMovesATopicToTheTop() {
        JsonNode parent = create("Money");
        JsonNode topic = body(post(Map.of("name", "Invoices", "parentId", id(parent))));
        Map<String, Object> toTheTop = new HashMap<>();
        toTheTop.put("parentId", null);
        assertThat(body(patch(topic, toTheTop)).get("parentId").isNull()).isTrue();
    }

    @Test
    void refusesAChangeOfAnotherVersionThanTheClientHasSeen() {
        JsonNode topic = create("Invoices");
        ifMatch(topic, "\"1\"", "Bills").expectStatus().isOk();
        ifMatch(topic, "\"1\"", "Receipts").expectStatus().isEqualTo(412);
        ifMatch(topic, "\"nonsense\"", "Receipts").expectStatus().isEqualTo(412);
        ifMatch(topic, "*", "Receipts").expectStatus().isOk();
    }

    @Test
    void refusesTheNameOfAnotherTopicWhateverItsCase() {
        JsonNode topic = create("Übungen");
        expectProblem(post(Map.of("name", "ÜBUNGEN")), 409, "name_taken");
        expectProblem(post(Map.of("name", Normalizer.normalize("Übungen", Normalizer.Form.NFD))), 409, "name_taken");
        expectProblem(patch(create("Other"), Map.of("name", "übungen")), 409, "name_taken");
        patch(topic, Map.of("name", "übungen")).expectStatus().isOk();
    }

    @Test
    void refusesANameThatIsAnAliasOfAnotherTopicAndTheOtherWayRound() {
        post(Map.of("name", "Invoices", "aliases", List.of("Bills")))
                .expectStatus()
                .isCreated();
        expectProblem(post(Map.of("name", "bills")), 409, "name_taken");
        expectProblem(post(Map.of("name", "Receipts", "aliases", List.of("INVOICES"))), 409, "name_taken");
        expectProblem(post(Map.of("name", "Receipts", "aliases", List.of("Bills"))), 409, "name_taken");
    }

    @Test
    void refusesNamesThatNobodyCouldRead() {
        for (String name : List.of("", "   ", "a".repeat(101), "a\u0000b", "line\nbreak")) {
            expectProblem(post(Map.of("name", name)), 422, "validation_failed");
        }
        expectProblem(post(Map.of()), 422, "validation_failed");
        post(Map.of("name", "😀".repeat(100))).expectStatus().isCreated();
    }

    @Test
    void refusesOtherNonsense() {
        expectProblem(post(Map.of("name", "A", "color", "red")), 422, "validation_failed");
        expectProblem(post(Map.of("name", "A", "description", "a\u0000b")), 422, "validation_failed");
        expectProblem(post(Map.of("name", "A", "description", "a".repeat(2_001))), 422, "validation_failed");
        expectProblem(post(Map.of("name", "A", "aliases", List.of(""))), 422, "validation_failed");
        expectProblem(post(Map.of("name", "A", "policy", "sometimes")), 400, "invalid_request");
        expectProblem(post(Map.of("name", "A", "parentId", Ids.next())), 422, "validation_failed");
    }

    @Test
    void refusesATopicBelowItself() {
        JsonNode top = create("Top");
        JsonNode middle = body(post(Map.of("name", "Middle", "parentId", id(top))));
        JsonNode bottom = body(post(Map.of("name", "Bottom", "parentId", id(middle))));
        expectProblem(patch(top, Map.of("parentId", id(top))), 422, "validation_failed");
        expectProblem(patch(top, Map.of("parentId", id(bottom))), 422, "validation_failed");
    }

    @Test
    void refusesATreeThatIsTooDeepAlsoWhenABranchIsMoved() {
        JsonNode deepest = create("Level 1");
        for (int level = 2; level <= TopicTree.MAX_DEPTH; level++) {
            deepest = body(post(Map.of("name", "Level " + level, "parentId", id(deepest))));
        }
        expectProblem(post(Map.of("name", "Too deep", "parentId", id(deepest))), 422, "validation_failed");

        JsonNode root = topics().getFirst();
        JsonNode above = create("Above");
        expectProblem(patch(root, Map.of("parentId", id(above))), 422, "validation_failed");
    }

    @Test
    void aDeletedTopicLeavesWhatWasBelowItOneLevelUp() {
        JsonNode top = create("Top");
        JsonNode middle = body(post(Map.of("name", "Middle", "parentId", id(top))));
        JsonNode bottom = body(post(Map.of("name", "Bottom", "parentId", id(middle))));

        delete(middle).expectStatus().isNoContent();
        delete(middle).expectStatus().isNotFound();

        assertThat(topics()).extracting(this::id).containsExactlyInAnyOrder(id(top), id(bottom));
        assertThat(find(bottom).get("parentId")).isEqualTo(top.get("id"));
        assertThat(find(bottom).get("version").asInt()).isEqualTo(2);
    }

    @Test
    void topicsOfOthersAreNotThere() {
        JsonNode topic = create("Invoices");
        Api.Person bert = api.newPerson();

        assertThat(Api.json(bert.http().get().uri("/api/topics")).get("items").isEmpty())
                .isTrue();
        expectProblem(
                bert.http()
                        .patch()
                        .uri("/api/topics/" + id(topic))
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(Map.of("name", "Mine"))
                        .exchange(),
                404,
                "not_found");
        expectProblem(bert.http().delete().uri("/api/topics/" + id(topic)).exchange(), 404, "not_found");
        expectProblem(post(bert, Map.of("name", "Below", "parentId", id(topic))), 422, "validation_failed");
        post(bert, Map.of("name", "Invoices")).expectStatus().isCreated();
        api.anonymous().get().uri("/api/topics").exchange().expectStatus().isUnauthorized();
    }

    @Test
    void theDatabaseHidesTopicsOfOthersToo() {
        create("Invoices");
        assertThat(countAs(anna)).isOne();
        assertThat(countAs(api.newPerson())).isZero();
    }

    @Test
    void stopsAtFiveHundredTopics() {
        Caller.user(anna.id())
                .run(() -> transactions.executeWithoutResult(
                        _ -> jdbc.sql("""
                        insert into topics (id, owner_id, name, color, created_at, updated_at)
                        select uuidv7(), :owner, 'Topic ' || n, '#123456', now(), now() from generate_series(1, 499) n
                        """).param("owner", anna.id()).update()));
        create("The last");
        expectProblem(post(Map.of("name", "One more")), 422, "validation_failed");
    }

    @Test
    void offersTopicsToBeginWithInTheUsersLanguage() {
        JsonNode english = starters("en");
        JsonNode german = starters("de-AT");
        assertThat(english.size()).isGreaterThanOrEqualTo(14).isEqualTo(german.size());
        assertThat(names(english)).contains("Invoices").doesNotContain("Rechnungen");
        assertThat(names(german)).contains("Rechnungen").doesNotContain("Invoices");
        assertThat(names(starters("xx"))).isEqualTo(names(english));
    }

    @Test
    void makesTheChosenStarterTopicsAndLeavesOutThoseThatExist() {
        create("rechnungen");
        RestTestClient.ResponseSpec answer =
                starters(Map.of("language", "de", "keys", List.of("invoices", "taxes", "health")));

        answer.expectStatus().isCreated();
        assertThat(names(body(answer).get("items"))).containsExactly("Steuern", "Gesundheit");
        assertThat(topics()).hasSize(3);
        assertThat(topics().getFirst().get("description").asString()).contains("Krankenhaus");
        assertThat(body(starters(Map.of("language", "de", "keys", List.of("taxes"))))
                        .get("items")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void allStarterTopicsOfALanguageFitTogether() {
        for (String language : List.of("en", "de")) {
            anna = api.newPerson();
            JsonNode offered = starters(language);
            List<String> keys = new ArrayList<>();
            offered.forEach(starter -> keys.add(starter.get("key").asString()));
            JsonNode made =
                    body(starters(Map.of("language", language, "keys", keys))).get("items");
            assertThat(names(made)).containsExactlyElementsOf(names(offered));
            made.forEach(topic -> assertThat(topic.get("aliases").isEmpty()).isFalse());
        }
    }

    @Test
    void refusesStarterTopicsThatAreNotOnOffer() {
        expectProblem(starters(Map.of("keys", List.of("secrets"))), 422, "validation_failed");
        expectProblem(starters(Map.of()), 422, "validation_failed");
    }

    private JsonNode create(String name) {
        return body(post(Map.of("name", name)));
    }

    private RestTestClient.ResponseSpec post(Map<String, ?> topic) {
        return post(anna, topic);
    }

    private static RestTestClient.ResponseSpec post(Api.Person person, Map<String, ?> topic) {
        return send(person.http().post().uri("/api/topics"), topic);
    }

    private RestTestClient.ResponseSpec patch(JsonNode topic, Map<String, ?> changes) {
        return send(anna.http().patch().uri("/api/topics/" + id(topic)), changes);
    }

    private RestTestClient.ResponseSpec ifMatch(JsonNode topic, String tag, String name) {
        return send(
                anna.http().patch().uri("/api/topics/" + id(topic)).header(HttpHeaders.IF_MATCH, tag),
                Map.of("name", name));
    }

    private RestTestClient.ResponseSpec delete(JsonNode topic) {
        return anna.http().delete().uri("/api/topics/" + id(topic)).exchange();
    }

    private RestTestClient.ResponseSpec starters(Map<String, ?> choice) {
        return send(anna.http().post().uri("/api/topics/starters"), choice);
    }

    private JsonNode starters(String language) {
        return Api.json(anna.http().get().uri("/api/topics/starters?language=" + language))
                .get("items");
    }

    private static RestTestClient.ResponseSpec send(RestTestClient.RequestBodySpec request, Object body) {
        return request.contentType(MediaType.APPLICATION_JSON).body(body).exchange();
    }

    private List<JsonNode> topics() {
        List<JsonNode> topics = new ArrayList<>();
        Api.json(anna.http().get().uri("/api/topics")).get("items").forEach(topics::add);
        return topics;
    }

    private JsonNode find(JsonNode topic) {
        return topics().stream()
                .filter(each -> id(each).equals(id(topic)))
                .findAny()
                .orElseThrow();
    }

    private static List<String> names(JsonNode items) {
        List<String> names = new ArrayList<>();
        items.forEach(item -> names.add(item.get("name").asString()));
        return names;
    }

    private UUID id(JsonNode topic) {
        return UUID.fromString(topic.get("id").asString());
    }

    private static JsonNode body(RestTestClient.ResponseSpec answer) {
        return Objects.requireNonNull(answer.expectStatus()
                .is2xxSuccessful()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    }

    private static void expectProblem(RestTestClient.ResponseSpec answer, int status, String code) {
        answer.expectStatus().isEqualTo(status).expectBody().jsonPath("$.code").isEqualTo(code);
    }

    private Long countAs(Api.Person person) {
        return Objects.requireNonNull(Caller.user(person.id())
                .call(() -> transactions.execute(_ -> jdbc.sql("select count(*) from topics where owner_id = :owner")
                        .param("owner", anna.id())
                        .query(Long.class)
                        .single())));
    }
}
