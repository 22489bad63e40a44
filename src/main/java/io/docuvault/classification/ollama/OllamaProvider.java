package io.docuvault.classification.ollama;

import io.docuvault.classification.ChatCompletions;
import io.docuvault.classification.ModelHttp;
import io.docuvault.classification.Permit;
import java.util.Locale;
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

    /**
     * Models of its cloud are asked through it as if they were here, and documents leave the house. Ollama does not care
     * about the case of a name. A copy under another name ({@code ollama cp}) can't be told from a model that is here.
     */
    @Override
    public boolean local(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        String tag = name.substring(name.indexOf(':') + 1);
        return !name.endsWith("-cloud") && !(name.indexOf(':') >= 0 && tag.contains("cloud"));
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
