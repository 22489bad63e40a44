package io.docuvault.classification.lmstudio;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.classification.AiProvider;
import io.docuvault.classification.ModelFixture;
import io.docuvault.classification.ModelHttp;
import io.docuvault.classification.ModelImitation.Dialect;
import io.docuvault.classification.ProviderContract;
import java.net.URI;
import java.util.Map;
import tools.jackson.databind.JsonNode;

class LmStudioProviderTest extends ProviderContract {

    LmStudioProviderTest() {
        super(Dialect.CHAT_COMPLETIONS);
    }

    @Override
    protected AiProvider provider(ModelHttp http) {
        return new LmStudioProvider(
                http, new LmStudioSettings(URI.create("http://host.docker.internal:1234/v1"), "gemma-4-e4b-it"));
    }

    @Override
    protected Map.Entry<String, String> keyHeader() {
        return Map.entry("authorization", "Bearer " + ModelFixture.KEY);
    }

    @Override
    protected String limitField() {
        return "max_tokens";
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
