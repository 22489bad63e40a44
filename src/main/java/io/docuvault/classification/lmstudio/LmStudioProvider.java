package io.docuvault.classification.lmstudio;

import io.docuvault.classification.ChatCompletions;
import io.docuvault.classification.ModelHttp;
import io.docuvault.classification.Permit;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** LM Studio, by the part of OpenAI's interface that it speaks. It needs no key and gets a stub. */
@Component
final class LmStudioProvider extends ChatCompletions {

    private final LmStudioSettings settings;

    LmStudioProvider(ModelHttp http, LmStudioSettings settings) {
        super(http);
        this.settings = settings;
    }

    @Override
    public String name() {
        return "lmstudio";
    }

    @Override
    public boolean local() {
        return true;
    }

    @Override
    public Defaults defaults() {
        return new Defaults("LM Studio", settings.model(), settings.baseUrl(), "lm-studio", false);
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
