package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.docuvault.classification.ModelImitation.Behaviour;
import io.docuvault.classification.ModelImitation.Dialect;
import io.docuvault.classification.ModelImitation.Seen;
import io.docuvault.classification.ProviderException.Reason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What holds for every provider that is a model behind a network address, whatever its vendor answers. */
public abstract class ProviderContract {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final UUID BILLS = UUID.fromString("01976a10-0000-7000-8000-000000000001");
    private static final UUID HEALTH = UUID.fromString("01976a10-0000-7000-8000-000000000002");
    private static final String TEXT = """
            Stadtwerke Musterstadt
            Invoice 4711 of 3 March 2026
            Amount  due:   84.20 EUR, payable
            within 14 days.
            """;

    private static final String GOOD = """
            {"topics": [{"id": "%s", "confidence": 0.9, "evidence": "amount due: 84.20 EUR, payable within 14 days"}],
             "title": "Invoice 4711", "document_date": "2026-03-03", "correspondent": "Stadtwerke Musterstadt",
             "summary": "An invoice over 84.20 EUR.",
             "proposals": [{"name": "Electricity", "evidence": "Stadtwerke Musterstadt"}]}""".formatted(BILLS);

    private final Dialect dialect;
    private final List<ModelHttp> clients = new ArrayList<>();
    private ModelImitation vendor;
    private AiProvider provider;

    protected ProviderContract(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The provider that is tried, on this client. */
    protected abstract AiProvider provider(ModelHttp http);

    /** The header that the key travels in, as it is to be. */
    protected abstract Map.Entry<String, String> keyHeader();

    /** The request's field that limits the answer. */
    protected abstract String limitField();

    /** The schema in a request. */
    protected abstract JsonNode schema(JsonNode request);

    /** What the vendor calls it when an answer was cut off. */
    protected abstract String cutOff();

    @BeforeEach
    void aVendor() {
        vendor = new ModelImitation(dialect);
        ModelHttp http = ModelFixture.http(DEADLINE);
        clients.add(http);
        provider = provider(http);
    }

    @AfterEach
    void noVendor() throws Exception {
        vendor.close();
        for (ModelHttp client : clients) {
            client.close();
        }
    }

    @Test
    void answersWithTopicsFactsAndProposals() {
        vendor.behave(new Behaviour.Writes(GOOD));
        Permit permit = permit();

        Classification answer = provider.classify(permit, request(TEXT));

        assertThat(answer.model()).isEqualTo("model-of-the-test");
        assertThat(answer.topics())
                .containsExactly(
                        new TopicScore(BILLS, 0.9, "Amount  due:   84.20 EUR, payable\nwithin 14 days", List.of()));
        assertThat(answer.facts())
                .isEqualTo(new DocumentFacts(
                        "Invoice 4711",
                        LocalDate.of(2026, 3, 3),
                        "Stadtwerke Musterstadt",
                        "An invoice over 84.20 EUR."));
        assertThat(answer.proposals()).containsExactly(new TopicProposal("Electricity", "Stadtwerke Musterstadt"));
        assertThat(answer.usage()).isEqualTo(new TokenUsage(1200, 90));
        assertThat(ModelFixture.usage(permit)).isEqualTo(new TokenUsage(1200, 90));
    }

    @Test
    void asksInTheVendorsWords() {
        vendor.behave(new Behaviour.Writes(GOOD));
        Permit permit = permit();

        provider.classify(permit, request(TEXT));

        Seen seen = vendor.seen.getFirst();
        assertThat(seen.path()).isEqualTo(dialect == Dialect.MESSAGES ? "/v1/messages" : "/v1/chat/completions");
        assertThat(seen.header(keyHeader().getKey())).isEqualTo(keyHeader().getValue());
        assertThat(seen.header("content-type")).isEqualTo("application/json");
        JsonNode body = seen.json();
        assertThat(body.get("model").asString()).isEqualTo("model-of-the-test");
        assertThat(body.get(limitField()).asInt()).isEqualTo(1024);
        JsonNode schema = schema(body);
        assertThat(schema.at("/properties/topics/items/properties/id/enum").toString())
                .isEqualTo("[\"" + BILLS + "\",\"" + HEALTH + "\"]");
        assertStrict(schema);
        assertThat(body.has("tools")).isFalse();
        assertThat(ModelFixture.sent(permit)).isEqualTo(seen.body());
        assertThat(seen.text()).doesNotContain(ModelFixture.KEY);
    }

    /** Vendors that enforce a schema want each object closed and each of its members required. */
    private static void assertStrict(JsonNode schema) {
        if (schema.path("type").asString("").equals("object")) {
            assertThat(schema.get("additionalProperties").asBoolean()).isFalse();
            List<String> required = new ArrayList<>();
            schema.get("required").forEach(name -> required.add(name.asString()));
            assertThat(required)
                    .containsExactlyInAnyOrderElementsOf(
                            schema.get("properties").propertyNames());
        }
        schema.forEach(ProviderContract::assertStrict);
    }

    @Test
    void sendsNoMoreThanEightThousandCharactersOfALongText() {
        vendor.behave(new Behaviour.Writes(GOOD));
        String text = TEXT + "word ".repeat(100_000) + "\nSigned by the very end.";

        provider.classify(permit(), request(text));

        String user = userMessage(vendor.seen.getFirst().json());
        assertThat(user).contains("Invoice 4711").contains("Signed by the very end.");
        assertThat(user.length()).isLessThan(DocumentText.MAX_CHARACTERS + 300);
    }

    @Test
    void proposesTopicsWithFewerTokens() {
        vendor.behave(new Behaviour.Writes("""
                {"proposals": [{"name": "Electricity", "evidence": "Stadtwerke"},
                               {"name": "bills", "evidence": "Stadtwerke"},
                               {"name": "Lottery", "evidence": "You have won"}]}"""));

        List<TopicProposal> proposals = provider.suggestTopics(permit(), request(TEXT));

        assertThat(proposals).containsExactly(new TopicProposal("Electricity", "Stadtwerke"));
        assertThat(vendor.seen.getFirst().json().get(limitField()).asInt()).isEqualTo(256);
    }

    @Test
    void isWellIfItWritesAnythingAtAll() {
        vendor.behave(new Behaviour.Stops("O", cutOff()));

        ProviderHealth health = provider.healthCheck(permit());

        assertThat(health.available()).isTrue();
        assertThat(health.code()).isEqualTo("ok");
        assertThat(vendor.seen.getFirst().json().get(limitField()).asInt()).isEqualTo(5);
    }

    @Test
    void believesNothingThatTheModelMakesUp() {
        vendor.behave(new Behaviour.Writes("""
                {"topics": [
                    {"id": "01976a10-0000-7000-8000-00000000dead", "confidence": 1, "evidence": "Stadtwerke"},
                    {"id": "%1$s", "confidence": 97, "evidence": "Stadtwerke"},
                    {"id": "%1$s", "confidence": 0.2, "evidence": "Stadtwerke"},
                    {"id": "%2$s", "confidence": 0.9, "evidence": "a rich uncle left you a million"},
                    {"id": ["%2$s"], "confidence": 0.9, "evidence": ""}, 7, null],
                 "title": "An\\u0000 in\\u202evoi\\u200bce\\n4711", "document_date": "soon",
                 "correspondent": "%3$s", "summary": "See ![x](http://evil.example/?q=1)",
                 "proposals": [{"name": "<img src=x>", "evidence": "Stadtwerke"}, {"name": "HEALTH", "evidence": "Invoice"}]}
                """.formatted(BILLS, HEALTH, "x".repeat(5_000))));

        Classification answer = provider.classify(permit(), request(TEXT));

        assertThat(answer.topics())
                .containsExactly(
                        new TopicScore(BILLS, 1, "Stadtwerke", List.of()), new TopicScore(HEALTH, 0.5, "", List.of()));
        assertThat(answer.facts()).isEqualTo(new DocumentFacts("An invoice 4711", null, "x".repeat(100), null));
        assertThat(answer.proposals()).isEmpty();
    }

    @Test
    void saysThatTheModelDeclined() {
        vendor.behave(new Behaviour.Declines());

        assertFails(Reason.REFUSED, "refused");
    }

    @Test
    void saysThatTheAnswerWasCutOff() {
        vendor.behave(new Behaviour.Stops(GOOD.substring(0, 80), cutOff()));

        assertFails(Reason.UNUSABLE_ANSWER, "truncated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"topics\": [{\"id\": ",
                "",
                "null",
                "[]",
                "I am sorry, here is what I found: bills.",
                "{\"topics\": \"none\", \"proposals\": []}",
                "{\"labels\": []}",
                "{\"topics\": [], \"topics\": [], \"proposals\": []}",
                "{\"topics\": [], \"proposals\": []} {\"topics\": []}"
            })
    void usesNoAnswerOfTheWrongForm(String written) {
        vendor.behave(new Behaviour.Writes(written));

        assertFails(Reason.UNUSABLE_ANSWER, "wrong_schema");
    }

    @Test
    void usesNoAnswerNestedWithoutEnd() {
        vendor.behave(new Behaviour.Writes("{\"topics\":" + "[".repeat(50_000)));

        assertFails(Reason.UNUSABLE_ANSWER, "wrong_schema");
    }

    @Test
    void takesAnAnswerInABlockOfCode() {
        vendor.behave(new Behaviour.Writes("```json\n" + GOOD + "\n```"));

        assertThat(provider.classify(permit(), request(TEXT)).topics()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "400, UNUSABLE_ANSWER, request_refused",
        "422, UNUSABLE_ANSWER, request_refused",
        "401, MISCONFIGURED, key_refused",
        "402, MISCONFIGURED, credit_used_up",
        "403, MISCONFIGURED, forbidden",
        "404, MISCONFIGURED, unknown_model",
        "413, UNUSABLE_ANSWER, too_long",
        "408, UNAVAILABLE, server_error",
        "500, UNAVAILABLE, server_error",
        "502, UNAVAILABLE, server_error",
        "503, UNAVAILABLE, overloaded",
        "529, UNAVAILABLE, overloaded"
    })
    void knowsWhatAStatusMeans(int status, Reason reason, String code) {
        vendor.behave(ModelImitation.status(status));
        Permit permit = permit();

        assertFails(permit, reason, code);
        assertThat(ModelFixture.refused(permit)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_prompt, whatever, REFUSED, refused",
        "content_filter, whatever, REFUSED, refused",
        "context_length_exceeded, whatever, UNUSABLE_ANSWER, too_long",
        "invalid_request_error, Your credit balance is too low to access the API, MISCONFIGURED, credit_used_up"
    })
    void knowsWhatIsWrongWithARequest(String type, String message, Reason reason, String code) {
        vendor.behave(new Behaviour.Answers(
                400, Map.of(), "{\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message + "\"}}"));

        assertFails(reason, code);
    }

    /** Models that think first use up the few tokens of a check with that. */
    @Test
    void isWellThoughItComesToNoWord() {
        vendor.behave(new Behaviour.Answers(400, Map.of(), """
                {"error": {"type": "invalid_request_error", "message":
                    "Could not finish the message because max_tokens or model output limit was reached. Try again."}}"""));

        assertThat(provider.healthCheck(permit()).available()).isTrue();
    }

    /** LM Studio says so where it knows no such path. */
    @Test
    void takesNoErrorForAnAnswer() {
        vendor.behave(new Behaviour.Answers(200, Map.of(), """
                {"error": "Unexpected endpoint or method. (POST /chat/completions). Returning 200 anyway"}"""));
        Permit permit = permit();

        assertFails(permit, Reason.MISCONFIGURED, "wrong_address");
        assertThat(ModelFixture.refused(permit)).isTrue();
    }

    @Test
    void usesNoAnswerWithANumberBeyondAllNumbers() {
        vendor.behave(new Behaviour.Writes(GOOD.replace("0.9", "9".repeat(400))));
        assertFails(Reason.UNUSABLE_ANSWER, "wrong_schema");

        vendor.behave(new Behaviour.Answers(200, Map.of(), answer("m", "9".repeat(400))));
        assertFails(Reason.UNUSABLE_ANSWER, "wrong_schema");
    }

    @Test
    void doesNotBelieveTheNameOfTheModel() {
        vendor.behave(new Behaviour.Answers(200, Map.of(), answer("a\\u0000b" + "c".repeat(500), "7")));
        assertThat(provider.classify(permit(), request(TEXT)).model()).isEqualTo("ab" + "c".repeat(98));

        vendor.behave(new Behaviour.Answers(200, Map.of(), answer("<b>", "7")));
        assertThat(provider.classify(permit(), request(TEXT)).model()).isEqualTo("model-of-the-test");
    }

    private String answer(String model, String tokens) {
        String text = JSON.writeValueAsString(GOOD);
        return dialect == Dialect.MESSAGES ? """
                {"model": "%s", "content": [{"type": "text", "text": %s}], "stop_reason": "end_turn",
                 "usage": {"input_tokens": %s, "output_tokens": 7}}""".formatted(model, text, tokens) : """
                {"model": "%s", "choices": [{"message": {"content": %s}, "finish_reason": "stop"}],
                 "usage": {"prompt_tokens": %s, "completion_tokens": 7}}""".formatted(model, text, tokens);
    }

    @Test
    void passesOnHowLongItIsToWait() {
        vendor.behave(ModelImitation.status(429, "Retry-After", "17"));
        assertThat(assertFails(Reason.UNAVAILABLE, "rate_limited").retryAfter()).contains(Duration.ofSeconds(17));

        vendor.behave(ModelImitation.status(
                529,
                "Retry-After",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(60))));
        assertThat(assertFails(Reason.UNAVAILABLE, "overloaded").retryAfter().orElseThrow())
                .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(61));

        vendor.behave(ModelImitation.status(429, "Retry-After", "whenever"));
        assertThat(assertFails(Reason.UNAVAILABLE, "rate_limited").retryAfter()).contains(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"error\",\"error\":{\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}",
                "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}"
            })
    void tellsALimitOfMoneyFromOneOfRate(String body) {
        vendor.behave(new Behaviour.Answers(429, Map.of(), body));

        assertFails(Reason.MISCONFIGURED, "credit_used_up");
    }

    @Test
    void givesUpOnAVendorThatHangs() {
        vendor.behave(new Behaviour.Hangs());

        assertFailsInTime("timeout");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesUpOnAVendorThatDrips(boolean headersToo) {
        vendor.behave(new Behaviour.Drips(headersToo));

        assertFailsInTime("timeout");
    }

    @Test
    void givesUpOnAGigabyte() {
        vendor.behave(new Behaviour.Floods());

        assertFailsInTime("too_large");
        assertThat(vendor.flooded).isLessThan(100L << 20);
    }

    @Test
    void givesUpOnAnAnswerThatBreaksOff() {
        vendor.behave(new Behaviour.Cuts());

        assertFails(Reason.UNAVAILABLE, "unreachable");
    }

    @Test
    void givesUpWhereNobodyIs() {
        vendor.close();
        Permit permit = permit();

        assertFails(permit, Reason.UNAVAILABLE, "unreachable");
        assertThat(ModelFixture.refused(permit)).as("nothing is paid").isTrue();
        assertThat(ModelFixture.sent(permit)).as("nothing was sent").isNull();
    }

    @Test
    void doesNotTakeAWebPageForAnAnswer() {
        vendor.behave(new Behaviour.Answers(
                200, Map.of("Content-Type", "text/html"), "<html><body>Sign in to the hotel's network</body></html>"));

        assertFails(Reason.UNAVAILABLE, "not_json");
    }

    @Test
    void takesNoErrorPageForMoreThanItsStatus() {
        vendor.behave(new Behaviour.Answers(401, Map.of("Content-Type", "text/html"), "<html>" + ModelFixture.KEY));

        assertFails(Reason.MISCONFIGURED, "key_refused");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void followsNoRedirect(int status) {
        try (ModelImitation elsewhere = new ModelImitation(dialect)) {
            vendor.behave(ModelImitation.status(status, "Location", elsewhere.url() + "/steal"));

            assertFails(Reason.MISCONFIGURED, "redirected");
            assertThat(elsewhere.seen).isEmpty();
        }
    }

    @Test
    void asksOnceForOnePermit() {
        vendor.behave(new Behaviour.Writes(GOOD));
        Permit permit = permit();
        provider.classify(permit, request(TEXT));

        assertThatThrownBy(() -> provider.classify(permit, request(TEXT))).isInstanceOf(IllegalStateException.class);
        assertThat(vendor.seen).hasSize(1);
    }

    private void assertFailsInTime(String code) {
        long start = System.nanoTime();
        assertFails(Reason.UNAVAILABLE, code);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.multipliedBy(3));
    }

    private ProviderException assertFails(Reason reason, String code) {
        return assertFails(permit(), reason, code);
    }

    /** And says nothing of the key, the document or what the vendor wrote, and asks no second time. */
    private ProviderException assertFails(Permit permit, Reason reason, String code) {
        vendor.seen.clear();
        ProviderException failure =
                catchThrowableOfType(ProviderException.class, () -> provider.classify(permit, request(TEXT)));
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.code()).isEqualTo(code);
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        assertThat(all + " " + permit)
                .doesNotContain(ModelFixture.KEY)
                .doesNotContain("4711")
                .doesNotContain("as it is");
        assertThat(vendor.seen).hasSizeLessThanOrEqualTo(1);
        return failure;
    }

    private Permit permit() {
        return ModelFixture.permit(provider, vendor.url());
    }

    private static ClassificationRequest request(String text) {
        return new ClassificationRequest(
                new UUID(0, 1),
                new DocumentText(new UUID(0, 2), "Scan", "scan.pdf", "en", text),
                List.of(
                        new TopicPrompt(BILLS, "Bills", "What is to be paid", List.of("Invoices"), List.of("Home")),
                        new TopicPrompt(HEALTH, "Health", "", List.of(), List.of())),
                TrainingSet.EMPTY);
    }

    private static String userMessage(JsonNode body) {
        String user = "";
        for (JsonNode message : body.get("messages")) {
            user = message.get("content").asString();
        }
        return new String(JSON.writeValueAsBytes(user), UTF_8);
    }
}
