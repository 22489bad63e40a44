package io.docuvault.classification;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that reads a document's text and says which of its owner's topics it belongs to: a model behind a network
 * address, or the classifier that comes with the product.
 *
 * <p>What holds for every implementation:
 *
 * <ul>
 *   <li>Implementations are safe for use by many threads and do no I/O before an operation is called.
 *   <li>At most {@link DocumentText#MAX_CHARACTERS} characters of a document's text are looked at or sent in a call; a
 *       longer text is shortened by the implementation.
 *   <li>An answer names only topics of the request, each once, most confident first. An empty answer is normal: it
 *       means that the provider is not sure enough to say anything.
 *   <li>Every quote in an answer occurs letter for letter in the document's text.
 *   <li>The caller asks nothing about a document without text, and keeps policy and budget: a provider decides
 *       neither. That they were looked at is what a {@link Permit} says; it is good for one request. Nothing is stored
 *       here.
 *   <li>A provider that cannot answer now throws {@link ProviderException}; an empty answer never stands for that.
 * </ul>
 */
public interface AiProvider {

    /** The stable name under which settings, runs and suggestions know this provider: "builtin", "anthropic", ... */
    String name();

    /** Whether documents stay on machines of the operator, which is what the policy "local providers only" asks. */
    boolean local();

    /** The same for one of its models: a local program may pass on what is asked of some of them. */
    default boolean local(String model) {
        return local();
    }

    /** Whether it learns from the owner's decisions, so that another decision makes it another question. */
    default boolean learns() {
        return false;
    }

    /** Which topics the document belongs to, and what else is asked. A model may write at most 1024 tokens for it. */
    Classification classify(Permit permit, ClassificationRequest request);

    /** Topics that the owner lacks and this document would want, best first. A model may write at most 256 tokens. */
    List<TopicProposal> suggestTopics(Permit permit, ClassificationRequest request);

    /**
     * Whether this provider would answer now. A model may write at most 5 tokens for it.
     *
     * @throws ProviderException if it would not
     */
    ProviderHealth healthCheck(Permit permit);

    /** How it is reached where nobody says otherwise; null for a provider that is not reached at all. */
    default @Nullable Defaults defaults() {
        return null;
    }

    /**
     * What holds for a model where nobody says otherwise.
     *
     * @param label the vendor's name, for people
     * @param stubKey what stands for a key where none is needed; null where one is
     * @param usersMayMoveIt whether a user may choose another address for it, from those that the operator allows
     */
    record Defaults(
            String label,
            String model,
            URI baseUrl,
            @Nullable String stubKey,
            boolean usersMayMoveIt) {}
}
