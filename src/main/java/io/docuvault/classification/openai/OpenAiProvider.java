package io.docuvault.classification.openai;

import io.docuvault.classification.ChatCompletions;
import io.docuvault.classification.ModelHttp;
import io.docuvault.classification.Permit;
import java.util.regex.Pattern;
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

    /** Models that think before they write, out of the same tokens; all of them know the word "low". */
    private static final Pattern REASONS =
            Pattern.compile("(?:o[134]|o[34]-mini|gpt-5(?:\\.\\d+)?(?:-mini|-nano)?)" + "(?:-\\d{4}-\\d{2}-\\d{2})?");

    /**
     * Answers are not to be kept there to be looked at later, and thinking is not to use up what may be written; others who
     * speak like it may not know the words.
     */
    @Override
    protected void adapt(Permit permit, ObjectNode body) {
        if (permit.baseUrl().equals(settings.baseUrl())) {
            body.put("store", false);
            if (REASONS.matcher(permit.model()).matches()) {
                body.put("reasoning_effort", "low");
            }
        }
    }
}
