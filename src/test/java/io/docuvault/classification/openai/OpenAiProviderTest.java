package io.docuvault.classification.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.classification.AiProvider;
import io.docuvault.classification.ModelFixture;
import io.docuvault.classification.ModelHttp;
import io.docuvault.classification.ModelImitation.Dialect;
import io.docuvault.classification.ProviderContract;
import java.net.URI;
import java.util.Map;
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
}
