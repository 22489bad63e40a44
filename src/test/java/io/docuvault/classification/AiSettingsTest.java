package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.classification.ModelImitation.Behaviour;
import io.docuvault.shared.Caller;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** Who chooses which model, with which key, and who gets to see what of it. */
@ExtendWith(OutputCaptureExtension.class)
class AiSettingsTest extends ModelTest {

    @Autowired
    private ModelKeys keys;

    @AfterEach
    void theSystemAsItWas() {
        asSystem(() -> jdbc.sql("delete from ai_system_settings").update()
                + jdbc.sql("delete from ai_system_accounts").update()
                + jdbc.sql("update users set role = 'user' where role = 'administrator' and id = :id")
                        .param("id", anna.id())
                        .update());
    }

    @Test
    void beginsWithWhatTheSystemHas() {
        JsonNode settings = Api.json(anna.http().get().uri("/api/ai/settings"));

        assertThat(settings.get("provider").isNull()).isTrue();
        assertThat(settings.get("policy").asString()).isEqualTo("any");
        assertThat(settings.at("/active/provider").asString()).isEqualTo("builtin");
        assertThat(names(settings)).containsExactly("anthropic", "lmstudio", "ollama", "openai");
        assertThat(provider(settings, "anthropic").get("defaultModel").asString())
                .isEqualTo("claude-sonnet-4-6");
        assertThat(provider(settings, "openai").get("defaultModel").asString()).isEqualTo("gpt-4o");
        assertThat(provider(settings, "ollama").get("defaultModel").asString()).isEqualTo("llama3.2");
        assertThat(provider(settings, "lmstudio").get("defaultModel").asString())
                .isEqualTo("gemma-4-e4b-it");
        assertThat(provider(settings, "ollama").get("needsKey").asBoolean()).isFalse();
    }

    @Test
    void neverShowsAKeyAgain(CapturedOutput output) {
        String key = "sk-canary-" + UUID.randomUUID();
        LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
        List<String> talkative = List.of("io.docuvault", "org.springframework.jdbc", "org.springframework.web.servlet");
        talkative.forEach(logger -> logging.setLogLevel(logger, LogLevel.TRACE));
        try {
            JsonNode changed = settings(Map.of("provider", "anthropic", "apiKey", key));
            assertThat(provider(changed, "anthropic").get("hasKey").asBoolean()).isTrue();
            assertThat(provider(changed, "anthropic").get("keyHint").asString())
                    .isEqualTo(key.substring(key.length() - 4));
            ANTHROPIC.behave(new Behaviour.Answers(401, Map.of(), "{\"error\": {\"message\": \"" + key + "\"}}"));
            JsonNode checked = Api.json(anna.http()
                    .post()
                    .uri("/api/ai/check")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(Map.of()));
            assertThat(checked.get("code").asString()).isEqualTo("key_refused");
            put(Map.of("provider", "anthropic", "apiKey", key + " with a space"), 422);
            put(Map.of("provider", "nobody", "apiKey", key), 422);
            put(Map.of("apiKey", key), 422);
            JsonNode later = Api.json(anna.http().get().uri("/api/ai/settings"));

            assertThat(changed + " " + later + " " + checked).doesNotContain(key);
            assertThat(output.getAll()).doesNotContain(key);
            assertThat(rows()).doesNotContain(key).doesNotContain(HexFormat.of().formatHex(key.getBytes(UTF_8)));
        } finally {
            talkative.forEach(logger -> logging.setLogLevel(logger, null));
        }
    }

    @Test
    void sealsEachKeyForItsOwnerAndPlace() {
        String key = key();
        settings(Map.of("provider", "anthropic", "apiKey", key));
        String sealed =
                asSystem(() -> jdbc.sql("select encode(api_key, 'hex') from ai_accounts where owner_id = :owner")
                        .param("owner", anna.id())
                        .query(String.class)
                        .single());

        assertThat(keys.open(anna.id(), "anthropic", sealed)).contains(key);
        assertThat(keys.open(anna.id(), "openai", sealed)).isEmpty();
        assertThat(keys.open(api.newPerson().id(), "anthropic", sealed)).isEmpty();
        assertThat(keys.open(null, "anthropic", sealed)).isEmpty();
    }

    @Test
    void keepsAKeyUntilAnotherOrAnEmptyOneComes() {
        settings(Map.of("provider", "anthropic", "apiKey", key()));
        JsonNode kept = settings(Map.of("provider", "anthropic", "model", "claude-haiku-4-5"));
        assertThat(provider(kept, "anthropic").get("hasKey").asBoolean()).isTrue();
        assertThat(kept.at("/active/model").asString()).isEqualTo("claude-haiku-4-5");
        assertThat(kept.at("/active/systemPays").asBoolean()).isFalse();

        JsonNode removed = settings(Map.of("provider", "anthropic", "apiKey", ""));
        assertThat(provider(removed, "anthropic").get("hasKey").asBoolean()).isFalse();
        assertThat(removed.at("/active/provider").asString()).isEqualTo("builtin");
    }

    @Test
    void sendsAUsersKeyOnlyWhereTheOperatorAllows() {
        for (String address : List.of(
                "http://169.254.169.254/latest",
                "http://localhost:5432",
                "https://evil.example/v1",
                "https://eu.api.openai.com/v1/../x",
                "https://eu.api.openai.com@evil.example/v1",
                "https://eu.api.openai.com/v1?x=1",
                "file:///etc/passwd",
                "no address")) {
            put(Map.of("provider", "openai", "apiKey", key(), "baseUrl", address), 422);
        }
        put(Map.of("provider", "ollama", "baseUrl", "http://localhost:11434/v1"), 422);
        put(Map.of("provider", "lmstudio", "baseUrl", "https://eu.api.openai.com/v1"), 422);
        put(Map.of("provider", "anthropic", "baseUrl", "https://eu.api.openai.com/v1"), 422);

        JsonNode moved =
                settings(Map.of("provider", "openai", "apiKey", key(), "baseUrl", "https://eu.api.openai.com/v1/"));
        assertThat(provider(moved, "openai").get("baseUrl").asString()).isEqualTo("https://eu.api.openai.com/v1");
        assertThat(provider(moved, "openai").get("hasKey").asBoolean()).isTrue();

        JsonNode back = settings(Map.of("provider", "openai"));
        assertThat(provider(back, "openai").get("hasKey").asBoolean())
                .as("a key goes to the address it was given for")
                .isFalse();
    }

    /** Neither at another address than was chosen nor by another vendor. */
    @Test
    void nobodyElsesAccountStandsInForOneThatCannotBeUsed() {
        Api.Person admin = administrator();
        admin(admin, Map.of("provider", "anthropic", "apiKey", key()));
        admin(admin, Map.of("provider", "anthropic", "account", "openai", "apiKey", key()));

        JsonNode moved = settings(Map.of("provider", "openai", "baseUrl", "https://eu.api.openai.com/v1"));
        assertThat(moved.at("/active/provider").asString()).isEqualTo("builtin");
        assertThat(provider(moved, "openai").at("/problem/code").asString()).isEqualTo("key_missing");

        settings(Map.of("provider", "openai", "apiKey", key(), "baseUrl", "https://eu.api.openai.com/v1"));
        assertThat(active()).isEqualTo("openai");
        account("api_key = decode('00112233', 'hex')");
        assertThat(active()).isEqualTo("builtin");
        assertThat(problem("openai")).isEqualTo("key_missing");

        settings(Map.of("provider", "openai", "apiKey", key(), "baseUrl", "https://eu.api.openai.com/v1"));
        account("base_url = 'https://withdrawn.example/v1'");
        assertThat(active()).isEqualTo("builtin");
        assertThat(problem("openai")).isEqualTo("address_forbidden");

        settings(Map.of("provider", "openai", "apiKey", ""));
        assertThat(active()).as("the server's account with the same vendor").isEqualTo("openai");
        admin(admin, Map.of("provider", "anthropic", "account", "openai", "apiKey", ""));
        assertThat(active()).as("no other vendor").isEqualTo("builtin");
    }

    private String active() {
        return Api.json(anna.http().get().uri("/api/ai/settings"))
                .at("/active/provider")
                .asString();
    }

    private String problem(String name) {
        return provider(name).at("/problem/code").asString();
    }

    private void account(String change) {
        asSystem(() -> jdbc.sql("update ai_accounts set " + change + " where owner_id = :id and provider = 'openai'")
                .param("id", anna.id())
                .update());
    }

    @Test
    void aCheckBlocksNothingButWhatItFoundOutAboutTheAccount() {
        OLLAMA.behave(ModelImitation.status(404));
        assertThat(check(Map.of("provider", "ollama")).get("code").asString()).isEqualTo("unknown_model");
        assertThat(provider("ollama").get("problem").isNull()).isTrue();

        settings(Map.of("provider", "anthropic", "apiKey", key()));
        ANTHROPIC.behave(ModelImitation.status(401));
        check(Map.of("provider", "anthropic"));
        assertThat(problem("anthropic")).isEqualTo("key_refused");
    }

    @Test
    void checksOnlySoOften() {
        for (int i = 0; i < 20; i++) {
            check(Map.of("provider", "ollama"));
        }
        send("POST", "/api/ai/check", Map.of("provider", "ollama"), 429);
        assertThat(OLLAMA.seen).hasSize(20);
    }

    @Test
    void checksWhoAnswers() {
        assertThat(check(Map.of()).get("provider").asString()).isEqualTo("builtin");
        assertThat(check(Map.of("provider", "anthropic")).get("code").asString())
                .isEqualTo("key_missing");
        JsonNode ollama = check(Map.of("provider", "ollama"));
        assertThat(ollama.get("available").asBoolean()).isTrue();
        assertThat(ollama.get("model").asString()).isEqualTo("llama3.2");
        assertThat(OLLAMA.seen.getFirst().json().get("max_tokens").asInt()).isEqualTo(5);
        assertThat(OLLAMA.seen.getFirst().header("authorization")).isEqualTo("Bearer ollama");
        JsonNode nobody = check(Map.of("provider", "lmstudio"));
        assertThat(nobody.get("available").asBoolean()).isFalse();
        assertThat(nobody.get("code").asString()).isEqualTo("unreachable");
    }

    @Test
    void anAdministratorSetsWhatHoldsForEverybodyAndItIsAudited() {
        Api.Person admin = administrator();
        String key = key();
        JsonNode system = admin(
                admin,
                Map.of(
                        "provider",
                        "anthropic",
                        "apiKey",
                        key,
                        "userBudgetMicros",
                        5_000_000,
                        "model",
                        "claude-haiku-4-5"));
        assertThat(system.get("active").asString()).isEqualTo("anthropic");
        assertThat(system.toString()).doesNotContain(key);
        assertThat(Api.json(admin.http()
                                .post()
                                .uri("/api/admin/ai/check")
                                .contentType(MediaType.APPLICATION_JSON)
                                .body(Map.of()))
                        .get("available")
                        .asBoolean())
                .isTrue();

        JsonNode own = Api.json(api.newPerson().http().get().uri("/api/ai/settings"));
        assertThat(own.at("/active/provider").asString()).isEqualTo("anthropic");
        assertThat(own.at("/active/model").asString()).isEqualTo("claude-haiku-4-5");
        assertThat(own.at("/active/systemPays").asBoolean()).isTrue();
        assertThat(provider(own, "anthropic").get("hasKey").asBoolean()).isFalse();
        assertThat(own.toString()).doesNotContain(key.substring(key.length() - 4) + "\"");

        String audit = asSystem(() -> String.join(
                "\n",
                jdbc.sql("select action || details::text from audit_entries where actor_id = :id")
                        .param("id", admin.id())
                        .query(String.class)
                        .list()));
        assertThat(audit).contains("ai_settings_changed").contains("ai_checked").doesNotContain(key);
    }

    @Test
    void aProviderIsSetUpWithoutBeingTheOneThatAnswers() {
        JsonNode settings = settings(Map.of("provider", "ollama", "account", "anthropic", "apiKey", key()));

        assertThat(settings.get("provider").asString()).isEqualTo("ollama");
        assertThat(settings.at("/active/provider").asString()).isEqualTo("ollama");
        assertThat(provider(settings, "anthropic").get("hasKey").asBoolean()).isTrue();
        assertThat(provider(settings, "ollama").get("hasKey").asBoolean()).isFalse();
        put(Map.of("provider", "ollama", "account", "nobody", "apiKey", key()), 422);
    }

    @Test
    void showsTheWordsAroundADocumentWithOnesOwnTopics() {
        topic("Beekeeping");
        topic("Diagnoses", "never");
        topic("Letters home", "local");
        settings(Map.of("provider", "anthropic", "apiKey", key()));

        JsonNode context = Api.json(anna.http().get().uri("/api/ai/context"));

        assertThat(context.get("provider").asString()).isEqualTo("anthropic");
        assertThat(context.get("instructions").asString())
                .contains("Beekeeping")
                .doesNotContain("Diagnoses")
                .doesNotContain("Letters home");
        assertThat(context.get("document").asString()).contains("File name:").contains("<document ");
        assertThat(context.get("mostCharacters").asInt()).isEqualTo(8_000);
        assertThat(ANTHROPIC.seen).isEmpty();
    }

    @Test
    void movingTheSystemsAddressLosesItsKey() {
        Api.Person admin = administrator();
        admin(admin, Map.of("provider", "anthropic", "apiKey", key()));
        admin(admin, Map.of("provider", "anthropic", "baseUrl", "http://localhost:9"));

        assertThat(asSystem(() -> jdbc.sql("select count(*) from ai_system_accounts where api_key is not null")
                        .query(Integer.class)
                        .single()))
                .isZero();
    }

    @Test
    void aUserOnTheServersAccountDoesNotChooseADearerModel() {
        Api.Person admin = administrator();
        admin(admin, Map.of("provider", "anthropic", "apiKey", key()));

        JsonNode own = settings(Map.of("provider", "anthropic", "model", "claude-opus-4-6"));

        assertThat(own.at("/active/model").asString()).isEqualTo("claude-sonnet-4-6");
    }

    private Api.Person administrator() {
        Caller.system()
                .run(() -> transactions.executeWithoutResult(
                        _ -> jdbc.sql("update users set role = 'administrator' where id = :id")
                                .param("id", anna.id())
                                .update()));
        return api.signIn(anna.email());
    }

    private static JsonNode admin(Api.Person admin, Map<String, ?> settings) {
        return Api.json(admin.http()
                .put()
                .uri("/api/admin/ai/settings")
                .contentType(MediaType.APPLICATION_JSON)
                .body(settings));
    }

    private JsonNode check(Map<String, ?> body) {
        return Api.json(anna.http()
                .post()
                .uri("/api/ai/check")
                .contentType(MediaType.APPLICATION_JSON)
                .body(body));
    }

    private void put(Map<String, ?> settings, int status) {
        send("PUT", "/api/ai/settings", new HashMap<>(settings), status);
    }

    private String rows() {
        return asSystem(() -> String.join(
                "\n",
                jdbc.sql(
                                "select to_jsonb(a)::text from ai_accounts a union all select to_jsonb(s)::text from ai_settings s")
                        .query(String.class)
                        .list()));
    }

    private static List<String> names(JsonNode settings) {
        return settings.get("providers")
                .valueStream()
                .map(provider -> provider.get("name").asString())
                .toList();
    }

    private static JsonNode provider(JsonNode settings, String name) {
        return settings.get("providers")
                .valueStream()
                .filter(provider -> provider.get("name").asString().equals(name))
                .findAny()
                .orElseThrow();
    }
}
