package io.docuvault.classification.anthropic;

import io.docuvault.classification.ModelHttp;
import io.docuvault.classification.ModelProvider;
import io.docuvault.classification.Permit;
import io.docuvault.classification.Prompt;
import io.docuvault.classification.TokenUsage;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Claude. After Anthropic's public reference of the Messages API: {@code POST /v1/messages} with {@code output_config.format}
 * of type {@code json_schema}, which holds for the first block of text unless {@code stop_reason} says that the model
 * declined or was cut off. The sampling is left as it is, since newer models refuse to have it set.
 */
@Component
final class AnthropicProvider extends ModelProvider {

    private static final String VERSION = "2023-06-01";
    private static final JsonMapper JSON = new JsonMapper();

    private final ModelHttp http;
    private final AnthropicSettings settings;

    AnthropicProvider(ModelHttp http, AnthropicSettings settings) {
        this.http = http;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public boolean local() {
        return false;
    }

    @Override
    public Defaults defaults() {
        return new Defaults("Anthropic", settings.model(), settings.baseUrl(), null, false);
    }

    @Override
    protected Written write(Permit permit, Prompt prompt) {
        JsonNode answer = post(permit, prompt);
        switch (answer.path("stop_reason").asString("")) {
            case "refusal" -> throw declined();
            case "max_tokens", "model_context_window_exceeded" -> throw cutOff();
            default -> {
                for (JsonNode block : answer.path("content")) {
                    if (block.path("type").asString("").equals("text")
                            && block.path("text").isString()) {
                        return new Written(
                                answer.path("model").asString(permit.model()),
                                block.path("text").stringValue(),
                                usage(answer));
                    }
                }
                throw unusable();
            }
        }
    }

    @Override
    protected void ping(Permit permit, Prompt prompt) {
        if (!post(permit, prompt).path("content").isArray()) {
            throw unusable();
        }
    }

    private JsonNode post(Permit permit, Prompt prompt) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", permit.model());
        body.put("max_tokens", prompt.maxTokens());
        body.put("system", prompt.system());
        body.putArray("messages").addObject().put("role", "user").put("content", prompt.user());
        ObjectNode schema = prompt.schema();
        if (schema != null) {
            body.putObject("output_config")
                    .putObject("format")
                    .put("type", "json_schema")
                    .set("schema", schema);
        }
        Map<String, String> headers = Map.of("x-api-key", permit.key(), "anthropic-version", VERSION);
        JsonNode answer = http.post(permit, label(), "/v1/messages", headers, body);
        if (answer.path("usage").isObject()) {
            permit.used(usage(answer));
        }
        return answer;
    }

    private static TokenUsage usage(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        return TokenUsage.of(usage.path("input_tokens"), usage.path("output_tokens"));
    }
}
