package io.docuvault.classification.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.classification.AiProvider;
import io.docuvault.classification.ModelFixture;
import io.docuvault.classification.ModelHttp;
import io.docuvault.classification.ModelImitation.Dialect;
import io.docuvault.classification.ProviderContract;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OllamaProviderTest extends ProviderContract {

    OllamaProviderTest() {
        super(Dialect.CHAT_COMPLETIONS);
    }

    @Override
    protected AiProvider provider(ModelHttp http) {
        return new OllamaProvider(
                http, new OllamaSettings(URI.create("http://host.docker.internal:11434/v1"), "llama3.2"));
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

    /** They run at ollama.com, whatever machine they are asked on. */
    @Test
    void isNotLocalWithAModelOfItsCloud() {
        AiProvider ollama = provider(ModelFixture.http(Duration.ofSeconds(1)));
        assertThat(ollama.local("llama3.2")).isTrue();
        assertThat(ollama.local("gpt-oss:120b-cloud")).isFalse();
        assertThat(ollama.local("kimi-k2:cloud")).isFalse();
        assertThat(ollama.local("gpt-oss:120b-CLOUD")).isFalse();
        assertThat(ollama.local("registry.ollama.ai/library/Kimi-K2:Cloud")).isFalse();
        assertThat(ollama.local("gpt-oss:20b:cloud")).isFalse();
        assertThat(ollama.local("cloudy")).isTrue();
    }
}
