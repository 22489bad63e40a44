package io.docuvault.classification.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.classification.AiProvider;
import io.docuvault.classification.ModelFixture;
import io.docuvault.classification.ModelHttp;
import io.docuvault.classification.ModelImitation;
import io.docuvault.classification.ModelImitation.Dialect;
import io.docuvault.classification.ProviderContract;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class OpenAiProviderTest extends ProviderContract {

    OpenAiProviderTest() {
        super(Dialect.CHAT_COMPLETIONS);
    }

    @Override
    protected AiProvider provider(ModelHttp http) {
        return new OpenAiProvider(http, new OpenAiSettings(URI.create("https://api.openai.com/v1"), "gpt-4o"));
    }

    @Override
    protected Map.Entry<String, String> keyHeader() {
        return Map.entry("authorization", "Bearer " + ModelFixture.KEY);
    }

    @Override
    protected String limitField() {
        return "max_completion_tokens";
    }

    @Override
    protected JsonNode schema(JsonNode request) {
        JsonNode format = request.get("response_format");
        assertThat(format.get("type").asString()).isEqualTo("json_schema");
        assertThat(format.at("/json_schema/strict").asBoolean()).isTrue();
        return format.at("/json_schema/schema");
    }

    @Override
    protected String cutOff() {
        return "length";
    }

    /** Models that think do so out of the same tokens as they answer from. */
    @ParameterizedTest
    @CsvSource({
        "gpt-5-mini, low",
        "gpt-5-2025-08-07, low",
        "o4-mini, low",
        "gpt-4o,",
        "gpt-5-chat-latest,",
        "gpt-5-pro,"
    })
    void asksModelsThatThinkNotToThinkLong(String model, @Nullable String effort) throws Exception {
        try (ModelImitation vendor = new ModelImitation(Dialect.CHAT_COMPLETIONS)) {
            ModelHttp http = ModelFixture.http(Duration.ofSeconds(5));
            AiProvider openAi = new OpenAiProvider(http, new OpenAiSettings(URI.create(vendor.url()), "gpt-4o"));

            assertThat(openAi.healthCheck(ModelFixture.permit(openAi, vendor.url(), model))
                            .available())
                    .isTrue();

            assertThat(vendor.seen.getFirst().json().path("reasoning_effort").asString(""))
                    .isEqualTo(effort == null ? "" : effort);
        }
    }
}
