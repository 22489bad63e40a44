package io.docuvault.classification.anthropic;

import io.docuvault.classification.AiProvider;
import io.docuvault.classification.ModelFixture;
import io.docuvault.classification.ModelHttp;
import io.docuvault.classification.ModelImitation.Dialect;
import io.docuvault.classification.ProviderContract;
import java.net.URI;
import java.util.Map;
import tools.jackson.databind.JsonNode;

class AnthropicProviderTest extends ProviderContract {

    AnthropicProviderTest() {
        super(Dialect.MESSAGES);
    }

    @Override
    protected AiProvider provider(ModelHttp http) {
        return new AnthropicProvider(
                http, new AnthropicSettings(URI.create("https://api.anthropic.com"), "claude-sonnet-4-6"));
    }

    @Override
    protected Map.Entry<String, String> keyHeader() {
        return Map.entry("x-api-key", ModelFixture.KEY);
    }

    @Override
    protected String limitField() {
        return "max_tokens";
    }

    @Override
    protected JsonNode schema(JsonNode request) {
        return request.at("/output_config/format/schema");
    }

    @Override
    protected String cutOff() {
        return "max_tokens";
    }
}
