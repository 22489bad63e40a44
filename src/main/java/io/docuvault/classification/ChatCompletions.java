package io.docuvault.classification;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model that is asked as OpenAI's Chat Completions are: OpenAI itself, and the programs that speak like it.
 *
 * <p>After OpenAI's public reference: {@code POST /chat/completions} with {@code response_format} of type
 * {@code json_schema} in strict mode; {@code finish_reason} is {@code stop}, {@code length} or {@code content_filter}; a
 * model that declines says so in {@code refusal}.
 */
public abstract class ChatCompletions extends ModelProvider {

    private static final JsonMapper JSON = new JsonMapper();

    private final ModelHttp http;

    protected ChatCompletions(ModelHttp http) {
        this.http = http;
    }

    /** What the field is called that limits the answer: OpenAI's newer models refuse the older name. */
    protected abstract String limitField();

    /** Adds what is the variant's own. */
    protected void adapt(Permit permit, ObjectNode body) {}

    @Override
    protected Written write(Permit permit, Prompt prompt) {
        JsonNode answer = post(permit, prompt);
        JsonNode choice = answer.path("choices").path(0);
        JsonNode message = choice.path("message");
        if (message.path("refusal").isString()
                && !message.path("refusal").stringValue().isEmpty()) {
            throw declined();
        }
        switch (choice.path("finish_reason").asString("")) {
            case "length" -> throw cutOff();
            case "content_filter" -> throw declined();
            default -> {
                if (!message.path("content").isString()) {
                    throw unusable();
                }
            }
        }
        return new Written(
                answer.path("model").asString(permit.model()),
                message.path("content").stringValue(),
                usage(answer));
    }

    @Override
    protected void ping(Permit permit, Prompt prompt) {
        if (!post(permit, prompt).path("choices").isArray()) {
            throw unusable();
        }
    }

    private JsonNode post(Permit permit, Prompt prompt) {
        JsonNode answer = http.post(
                permit,
                label(),
                "/chat/completions",
                Map.of("Authorization", "Bearer " + permit.key()),
                body(permit, prompt));
        if (answer.path("usage").isObject()) {
            permit.used(usage(answer));
        }
        return answer;
    }

    private ObjectNode body(Permit permit, Prompt prompt) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", permit.model());
        body.put(limitField(), prompt.maxTokens());
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", prompt.system());
        messages.addObject().put("role", "user").put("content", prompt.user());
        ObjectNode schema = prompt.schema();
        if (schema != null) {
            ObjectNode format = body.putObject("response_format");
            format.put("type", "json_schema");
            format.putObject("json_schema")
                    .put("name", Prompt.SCHEMA_NAME)
                    .put("strict", true)
                    .set("schema", schema);
        }
        adapt(permit, body);
        return body;
    }

    private static TokenUsage usage(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        return TokenUsage.of(usage.path("prompt_tokens"), usage.path("completion_tokens"));
    }
}
