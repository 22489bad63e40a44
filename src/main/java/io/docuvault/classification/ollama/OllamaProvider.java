package io.docuvault.classification.ollama;

import io.docuvault.classification.ChatCompletions;
import io.docuvault.classification.ModelHttp;
import io.docuvault.classification.Permit;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Ollama, by the part of OpenAI's interface that it speaks. It needs no key and gets a stub. */
@Component
final class OllamaProvider extends ChatCompletions {

    private final OllamaSettings settings;

    OllamaProvider(ModelHttp http, OllamaSettings settings) {
        super(http);
        this.settings = settings;
    }

    @Override
    public String name() {
        return "ollama";
    }

    @Override
    public boolean local() {
        return true;
    }

    /** Models of its cloud are asked through it as if they were here, and documents leave the house. */
    @Override
    public boolean local(String model) {
        return !model.endsWith("-cloud") && !model.endsWith(":cloud");
    }

    @Override
    public Defaults defaults() {
        return new Defaults("Ollama", settings.model(), settings.baseUrl(), "ollama", false);
    }

    @Override
    protected String limitField() {
        return "max_tokens";
    }

    /** Small models keep to the point better without chance. */
    @Override
    protected void adapt(Permit permit, ObjectNode body) {
        body.put("temperature", 0);
    }
}
