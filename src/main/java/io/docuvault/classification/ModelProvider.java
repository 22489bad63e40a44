package io.docuvault.classification;

import io.docuvault.classification.ProviderException.Reason;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** A language model behind a network address: everything about it but its vendor's words. */
public abstract class ModelProvider implements AiProvider {

    /** Of the name that a vendor gives a model, whatever it is. */
    private static final int MOST_MODEL = 100;

    /**
     * What a model wrote.
     *
     * @param model that the vendor says has written it
     */
    public record Written(String model, String text, TokenUsage usage) {}

    /**
     * Asks in the vendor's words, with one request.
     *
     * @throws ProviderException also where the answer was cut off or declined
     */
    protected abstract Written write(Permit permit, Prompt prompt);

    /** Asks for a few words, of which only that they come is of interest: that they are cut off is fine. */
    protected abstract void ping(Permit permit, Prompt prompt);

    @Override
    public final Classification classify(Permit permit, ClassificationRequest request) {
        return understood(permit, () -> {
            Written written = write(permit, Prompts.classification(request));
            String model = PlainText.line(written.model(), MOST_MODEL);
            return Answers.classification(
                    model == null ? permit.model() : model,
                    written.text(),
                    Prompts.offered(request),
                    request,
                    written.usage());
        });
    }

    /** Whatever an answer does to whoever reads it, it was an answer, and is not asked for again. */
    private <T> T understood(Permit permit, Supplier<T> reading) {
        boolean before = permit.wasAnswered();
        try {
            return reading.get();
        } catch (ProviderException e) {
            throw e;
        } catch (RuntimeException e) {
            if (permit.wasAnswered() && !before) {
                // Its message could quote the answer, and that the document.
                throw unusable();
            }
            throw e;
        }
    }

    @Override
    public final List<TopicProposal> suggestTopics(Permit permit, ClassificationRequest request) {
        return understood(
                permit,
                () -> Answers.proposals(
                        write(permit, Prompts.proposals(request)).text(), request));
    }

    @Override
    public final ProviderHealth healthCheck(Permit permit) {
        try {
            ping(permit, Prompts.health());
        } catch (ProviderException e) {
            // A model that thinks before it writes may not get that far with a few words.
            if (!e.code().equals("truncated")) {
                throw e;
            }
        }
        return new ProviderHealth(true, "ok", label() + " answers with " + permit.model() + ".");
    }

    protected final String label() {
        return Objects.requireNonNull(defaults()).label();
    }

    protected final ProviderException cutOff() {
        return new ProviderException(
                Reason.UNUSABLE_ANSWER, "truncated", label() + " broke off its answer before the end.");
    }

    protected final ProviderException declined() {
        return new ProviderException(Reason.REFUSED, "refused", label() + " declined to deal with this document.");
    }

    protected final ProviderException unusable() {
        return new ProviderException(
                Reason.UNUSABLE_ANSWER, "wrong_schema", label() + " did not answer in the form that it was asked for.");
    }
}
