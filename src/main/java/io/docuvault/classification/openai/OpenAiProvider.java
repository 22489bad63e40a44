package io.docuvault.classification.openai;

import io.docuvault.classification.ChatCompletions;
import io.docuvault.classification.ModelHttp;
import io.docuvault.classification.Permit;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI. The sampling is left as it is, since its reasoning models refuse to have it set. */
@Component
final class OpenAiProvider extends ChatCompletions {

    private final OpenAiSettings settings;

    OpenAiProvider(ModelHttp http, OpenAiSettings settings) {
        super(http);
        this.settings = settings;
    }

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public boolean local() {
        return false;
    }

    @Override
    public Defaults defaults() {
        return new Defaults("OpenAI", settings.model(), settings.baseUrl(), null, true);
    }

    @Override
    protected String limitField() {
        return "max_completion_tokens";
    }

    /** Answers are not to be kept there to be looked at later; others who speak like it may not know the word. */
    @Override
    protected void adapt(Permit permit, ObjectNode body) {
        if (permit.baseUrl().equals(settings.baseUrl())) {
            body.put("store", false);
        }
    }
}
