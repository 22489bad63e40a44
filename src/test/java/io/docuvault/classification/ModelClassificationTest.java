package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.classification.ModelImitation.Behaviour;
import io.docuvault.classification.ModelImitation.Seen;
import io.docuvault.shared.Digests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From an upload to a model's suggestion, through whatever a model's vendor does meanwhile. */
class ModelClassificationTest extends ModelTest {

    @Test
    void whatWasSentIsShownLetterForLetter() {
        topic("Invoices");
        String key = key();
        settings(Map.of("provider", "anthropic", "apiKey", key));
        UUID document = upload("scan 0815.txt", INVOICE);

        JsonNode suggestion = suggestedBy(document, "anthropic");
        assertThat(suggestion.get("confidence").asDouble()).isEqualTo(0.93);
        assertThat(suggestion.get("evidence").asString()).isEqualTo("Invoice no. 2026-0815");

        assertThat(ANTHROPIC.seen).hasSize(1);
        Seen seen = ANTHROPIC.seen.getFirst();
        assertThat(seen.header("x-api-key")).isEqualTo(key);
        JsonNode run = runs(document).getFirst();
        assertThat(run.get("provider").asString()).isEqualTo("anthropic");
        assertThat(run.get("model").asString()).isEqualTo("claude-sonnet-4-6");
        assertThat(run.get("outcome").asString()).isEqualTo("labelled");
        assertThat(run.get("inputTokens").asInt()).isEqualTo(1200);
        assertThat(run.get("outputTokens").asInt()).isEqualTo(90);
        assertThat(run.get("costMicros").asLong()).isEqualTo(1200 * 3 + 90 * 15);
        assertThat(run.at("/facts/title").asString()).isEqualTo("Oak shelves");
        assertThat(run.at("/facts/documentDate").asString()).isEqualTo("2026-03-03");
        assertThat(run.at("/proposals/0/name").asString()).isEqualTo("Furniture");
        assertThat(run.get("sent").asBoolean()).isTrue();

        String path = "/api/documents/" + document + "/runs/" + run.get("id").asString() + "/sent";
        JsonNode shown = Api.json(anna.http().get().uri(path));
        byte[] replayed = shown.get("body").asString().getBytes(UTF_8);
        assertThat(replayed).isEqualTo(seen.body());
        assertThat(shown.get("url").asString()).isEqualTo(ANTHROPIC.url() + "/v1/messages");
        assertThat(shown.get("bytes").asInt()).isEqualTo(seen.body().length);
        assertThat(shown.get("sha256").asString())
                .isEqualTo(HexFormat.of().formatHex(Digests.sha256().digest(seen.body())));
        assertThat(shown.toString()).doesNotContain(key);
        api.newPerson().http().get().uri(path).exchange().expectStatus().isNotFound();
        send(
                "GET",
                "/api/documents/" + upload("other.txt", "Other words") + path.substring(path.indexOf("/runs")),
                null,
                404);
    }

    @Test
    void asksOnceAboutTheSameWordsWhateverIsDecidedMeanwhile() {
        UUID topic = topic("Invoices");
        uses("anthropic");
        UUID document = upload("a.txt", INVOICE);
        suggestedBy(document, "anthropic");

        UUID twin = upload("a.txt", INVOICE);
        suggestedBy(twin, "anthropic");
        send("PATCH", "/api/documents/" + document, Map.of("topics", List.of(topic)), 200);
        reclassify(document);
        reclassify(twin);

        assertThat(ANTHROPIC.seen).hasSize(1);
        JsonNode again = run(twin, "anthropic");
        assertThat(again.get("reusedRunId"))
                .isEqualTo(run(document, "anthropic").get("id"));
        assertThat(again.get("costMicros").isNull()).isTrue();

        topic("Another one to choose from");
        reclassify(twin);
        assertThat(ANTHROPIC.seen).hasSize(2);
    }

    @Test
    void asksNothingAboutADocumentWithoutText() {
        topic("Invoices");
        uses("anthropic");
        UUID document = upload("empty.txt", "   \n ");

        assertThat(atRest(document).get("status").asString()).isEqualTo("needs_text");
        assertThat(runs(document)).isEmpty();
        assertThat(ANTHROPIC.seen).isEmpty();
    }

    @Test
    void asksForProposalsWhereThereAreNoTopics() {
        uses("anthropic");
        ANTHROPIC.behave(request -> {
            assertThat(request.json().get("max_tokens").asInt()).isEqualTo(256);
            return new Behaviour.Writes("{\"proposals\": [{\"name\": \"Bills\", \"evidence\": \"Invoice no.\"}]}");
        });
        UUID document = upload("a.txt", INVOICE);
        atRest(document);

        JsonNode run = runs(document).getFirst();
        assertThat(run.get("outcome").asString()).isEqualTo("no_topics");
        assertThat(run.at("/proposals/0/name").asString()).isEqualTo("Bills");
        assertThat(run.get("inputTokens").asInt()).isEqualTo(1200);
        assertThat(Api.json(anna.http().get().uri("/api/topics")).get("items").isEmpty())
                .isTrue();
    }

    @Test
    void theBuiltInProviderAnswersMeanwhileAndTheBetterAnswerComesLater() {
        starters("invoices", "health");
        OLLAMA.behave(ModelImitation.status(503));
        uses("ollama");
        UUID document = upload("a.txt", INVOICE);

        JsonNode meanwhile = suggestedBy(document, "builtin");
        assertThat(atRest(document).get("status").asString()).isEqualTo("ready");
        assertThat(meanwhile.get("state").asString()).isEqualTo("suggested");
        await().atMost(SOON).until(() -> waiting() == 1);
        assertThat(failedJobs()).isZero();

        OLLAMA.behave(ModelTest::firstTopic);
        JsonNode later = suggestedBy(document, "ollama");
        assertThat(later.get("confidence").asDouble()).isEqualTo(0.93);
        await().atMost(SOON).until(() -> waiting() == 0);
    }

    @Test
    void whatAPersonChoseMeanwhileStays() {
        starters("invoices", "health");
        UUID own = topic("My own drawer");
        OLLAMA.behave(ModelImitation.status(529));
        uses("ollama");
        UUID document = upload("a.txt", INVOICE);
        JsonNode refused = suggestedBy(document, "builtin");
        send("POST", "/api/review/" + refused.get("suggestionId").asString() + "/reject", null, 204);
        send("PATCH", "/api/documents/" + document, Map.of("topics", List.of(own)), 200);
        await().atMost(SOON).until(() -> waiting() == 1);

        OLLAMA.behave(request -> new Behaviour.Writes(answer(offered(request), 0.95, "Customer number 4711")));
        await().atMost(SOON).until(() -> waiting() == 0);

        JsonNode topics = document(document).get("topics");
        assertThat(topics)
                .anySatisfy(topic -> {
                    assertThat(topic.get("topicId").asString()).isEqualTo(own.toString());
                    assertThat(topic.get("state").asString()).isEqualTo("confirmed");
                })
                .noneSatisfy(topic -> assertThat(topic.get("topicId")).isEqualTo(refused.get("topicId")));
    }

    @Test
    void whatAModelSuggestedStaysWhenTopicsChange() {
        starters("invoices", "health");
        uses("anthropic");
        UUID document = upload("a.txt", INVOICE);
        suggestedBy(document, "anthropic");
        long before = jobsDone("resuggest");

        topic("Something else");

        await().atMost(SOON).until(() -> jobsDone("resuggest") > before);
        assertThat(document(document).at("/topics/0/provider").asString()).isEqualTo("anthropic");
    }

    @Test
    void aRefusedKeyIsNotTriedAgainUntilThereIsAnother() {
        starters("invoices");
        ANTHROPIC.behave(ModelImitation.status(401));
        uses("anthropic");
        UUID first = upload("a.txt", INVOICE);
        suggestedBy(first, "builtin");
        await().atMost(SOON).until(() -> waiting() == 1);
        UUID second = upload("b.txt", INVOICE + "b");
        suggestedBy(second, "builtin");
        await().atMost(SOON).until(() -> waiting() == 2);

        assertThat(ANTHROPIC.seen).hasSize(1);
        JsonNode problem = provider("anthropic").get("problem");
        assertThat(problem.get("code").asString()).isEqualTo("key_refused");
        assertThat(runs(first))
                .anySatisfy(
                        run -> assertThat(run.at("/problem/code").asString()).isEqualTo("key_refused"));

        ANTHROPIC.behave(ModelTest::firstTopic);
        uses("anthropic");
        suggestedBy(first, "anthropic");
        suggestedBy(second, "anthropic");
        assertThat(provider("anthropic").get("problem").isNull()).isTrue();
    }

    @Test
    void waitsAsLongAsTheVendorAsks() {
        starters("invoices");
        uses("anthropic");
        ANTHROPIC.behave(request ->
                ANTHROPIC.seen.size() == 1 ? ModelImitation.status(429, "Retry-After", "4") : firstTopic(request));
        UUID first = upload("a.txt", INVOICE);
        suggestedBy(first, "builtin");
        UUID second = upload("b.txt", INVOICE + "b");

        suggestedBy(first, "anthropic");
        suggestedBy(second, "anthropic");

        List<Seen> seen = ANTHROPIC.seen;
        assertThat(Duration.ofNanos(seen.get(1).nanos() - seen.get(0).nanos())).isGreaterThan(Duration.ofMillis(3_900));
    }

    /** One that hangs has all of its places taken; the rest of the house goes on. */
    @Test
    void aModelThatHangsHoldsUpNobody() {
        starters("invoices");
        OLLAMA.behave(new Behaviour.Hangs());
        uses("ollama");
        Api.Person bert = api.newPerson();
        settings(bert, Map.of("provider", "anthropic", "apiKey", key()));
        Api.json(bert.http()
                .post()
                .uri("/api/topics")
                .contentType(org.springframework.http.MediaType.APPLICATION_JSON)
                .body(Map.of("name", "Invoices")));
        for (int i = 0; i < 8; i++) {
            upload("a" + i + ".txt", INVOICE + i);
        }
        await().atMost(SOON).until(() -> !OLLAMA.seen.isEmpty());

        UUID document = upload(bert, "b.txt", INVOICE);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> document(bert, document).at("/topics/0/provider").asString(""), "anthropic"::equals);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Api.json(anna.http().get().uri("/api/search?q=shelves"))
                                .get("items")
                                .size()
                        == 8);

        // Nothing is lost: each has the built-in answer and waits for the better one.
        await().atMost(SOON).until(() -> waiting() == 8);
        OLLAMA.behave(ModelTest::firstTopic);
        await().atMost(SOON).until(() -> waiting() == 0);
        assertThat(failedJobs()).isZero();
    }

    @Test
    void anAnswerOfTheWrongFormCostsNoSecondCall() {
        starters("invoices");
        ANTHROPIC.behave(new Behaviour.Writes("certainly! here are your topics"));
        uses("anthropic");
        UUID document = upload("a.txt", INVOICE);

        suggestedBy(document, "builtin");
        atRest(document);

        assertThat(waiting()).isZero();
        assertThat(ANTHROPIC.seen).hasSize(1);
        assertThat(runs(document)).anySatisfy(run -> {
            assertThat(run.get("outcome").asString()).isEqualTo("failed");
            assertThat(run.at("/problem/code").asString()).isEqualTo("wrong_schema");
            assertThat(run.get("costMicros").asLong()).isPositive();
            assertThat(run.get("sent").asBoolean()).isTrue();
        });
    }

    @Test
    void aModelThatDeclinesIsNotAskedAgain() {
        starters("invoices");
        ANTHROPIC.behave(new Behaviour.Declines());
        uses("anthropic");
        UUID document = upload("a.txt", INVOICE);
        suggestedBy(document, "builtin");
        atRest(document);

        reclassify(document);
        assertThat(document(document).at("/topics/0/provider").asString())
                .as("what the built-in classifier found stays")
                .isEqualTo("builtin");
        UUID twin = upload("a.txt", INVOICE);
        suggestedBy(twin, "builtin");
        atRest(twin);
        reclassify(twin);
        assertThat(document(twin).at("/topics/0/provider").asString()).isEqualTo("builtin");

        assertThat(ANTHROPIC.seen).hasSize(1);
        assertThat(run(document, "anthropic").get("outcome").asString()).isEqualTo("refused");
        assertThat(run(twin, "anthropic").get("reusedRunId"))
                .isEqualTo(run(document, "anthropic").get("id"));
    }

    /** It is seen from before it is sent, and what came of it is kept though the job was cancelled meanwhile. */
    @Test
    void whatWasSentIsKeptWhateverBecomesOfTheJob() {
        starters("invoices");
        CountDownLatch goOn = new CountDownLatch(1);
        ANTHROPIC.behave(slowly(goOn));
        uses("anthropic");
        UUID document = upload("a.txt", INVOICE);
        await().atMost(SOON).until(() -> !ANTHROPIC.seen.isEmpty());

        JsonNode asked = run(document, "anthropic");
        assertThat(asked.get("outcome").asString()).isEqualTo("asked");
        assertThat(asked.get("sent").asBoolean()).isTrue();
        assertThat(isAtRest(document(document))).as("nobody waits for a model").isTrue();
        for (JsonNode job :
                Api.json(anna.http().get().uri("/api/jobs?state=running")).get("items")) {
            send("POST", "/api/jobs/" + job.get("id").asString() + "/cancel", null, 200);
        }
        goOn.countDown();

        await().atMost(SOON)
                .until(() ->
                        run(document, "anthropic").get("outcome").asString().equals("labelled"));
        assertThat(run(document, "anthropic").get("costMicros").asLong()).isPositive();
        reclassify(document);
        suggestedBy(document, "anthropic");
        assertThat(ANTHROPIC.seen).hasSize(1);
    }

    @Test
    void theSameWordsAreNotSentTwiceAtTheSameTime() {
        starters("invoices");
        CountDownLatch goOn = new CountDownLatch(1);
        ANTHROPIC.behave(slowly(goOn));
        uses("anthropic");
        UUID document = upload("a.txt", INVOICE);
        await().atMost(SOON).until(() -> !ANTHROPIC.seen.isEmpty());

        UUID twin = upload("a.txt", INVOICE);
        await().atMost(SOON).until(() -> waiting() == 1);
        goOn.countDown();

        suggestedBy(document, "anthropic");
        suggestedBy(twin, "anthropic");
        assertThat(ANTHROPIC.seen).hasSize(1);
    }

    /** Thirty documents wait for a model with two places; somebody else's is asked at once, and all get their answer. */
    @Test
    void aSlowModelHoldsUpNobody() {
        starters("invoices");
        CountDownLatch goOn = new CountDownLatch(1);
        OLLAMA.behave(slowly(goOn));
        uses("ollama");
        Api.Person bert = api.newPerson();
        settings(bert, Map.of("provider", "anthropic", "apiKey", key()));
        Api.json(bert.http()
                .post()
                .uri("/api/topics")
                .contentType(org.springframework.http.MediaType.APPLICATION_JSON)
                .body(Map.of("name", "Invoices")));
        List<UUID> documents = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            documents.add(upload("a" + i + ".txt", INVOICE + i));
        }
        await().atMost(SOON).until(() -> waiting() >= 20);

        UUID document = upload(bert, "b.txt", INVOICE);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> document(bert, document).at("/topics/0/provider").asString(""), "anthropic"::equals);
        assertThat(waiting()).isGreaterThan(5);

        goOn.countDown();
        documents.forEach(each -> suggestedBy(each, "ollama"));
        await().atMost(SOON).until(() -> waiting() == 0);
        assertThat(OLLAMA.seen).hasSize(30);
        assertThat(jobsDone("ask-model"))
                .as("waiting costs no jobs, or next to none")
                .isLessThan(75);
    }

    /** A wrong name of one user's own choice is nobody else's trouble. */
    @Test
    void aModelThatOneUserMadeUpStopsNobodyElse() {
        starters("invoices");
        OLLAMA.behave(request -> request.json().get("model").asString().equals("made-up")
                ? ModelImitation.status(404)
                : firstTopic(request));
        settings(Map.of("provider", "ollama", "model", "made-up"));
        suggestedBy(upload("a.txt", INVOICE), "builtin");
        await().atMost(SOON).until(() -> !provider("ollama").get("problem").isNull());
        assertThat(provider("ollama").at("/problem/code").asString()).isEqualTo("unknown_model");

        anna = api.newPerson();
        starters("invoices");
        uses("ollama");
        suggestedBy(upload("a.txt", INVOICE), "ollama");
        assertThat(provider("ollama").get("problem").isNull()).isTrue();
    }

    @Test
    void aQuestionThatIsRefusedStopsNoOtherQuestion() {
        starters("invoices");
        uses("anthropic");
        ANTHROPIC.behave(
                request -> request.text().contains("0815-odd") ? ModelImitation.status(400) : firstTopic(request));
        UUID odd = upload("a.txt", INVOICE.replace("0815", "0815-odd"));
        suggestedBy(odd, "builtin");
        atRest(odd);
        assertThat(run(odd, "anthropic").at("/problem/code").asString()).isEqualTo("request_refused");

        suggestedBy(upload("b.txt", INVOICE), "anthropic");
        assertThat(provider("anthropic").get("problem").isNull()).isTrue();
    }

    private int failedJobs() {
        return Api.json(anna.http().get().uri("/api/jobs?state=failed"))
                .get("items")
                .size();
    }

    private long jobsDone(String kind) {
        return asSystem(
                () -> jdbc.sql("select count(*) from jobs where owner_id = :owner and kind = :kind and state = 'done'")
                        .param("owner", anna.id())
                        .param("kind", kind)
                        .query(Long.class)
                        .single());
    }
}
