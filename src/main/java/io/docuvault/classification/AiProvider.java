package io.docuvault.classification;

import java.util.List;

/**
 * Something that reads a document's text and says which of its owner's topics it belongs to: a model behind a network
 * address, or the classifier that comes with the product.
 *
 * <p>What holds for every implementation:
 *
 * <ul>
 *   <li>Implementations are safe for use by many threads and do no I/O before an operation is called.
 *   <li>At most {@link DocumentText#MAX_CHARACTERS} characters of a document's text are looked at or sent in a call; a
 *       longer text is shortened by the implementation with {@link DocumentText#excerpt()}.
 *   <li>An answer names only topics of the request, each once, most confident first. An empty answer is normal: it
 *       means that the provider is not sure enough to say anything.
 *   <li>Every quote in an answer occurs letter for letter in the document's text.
 *   <li>The caller asks nothing about a document without text, and keeps policy and budget: a provider decides
 *       neither. Nothing is stored here.
 *   <li>A provider that cannot answer now throws {@link ProviderException}; an empty answer never stands for that.
 * </ul>
 */
public interface AiProvider {

    /** The stable name under which settings, runs and suggestions know this provider: "builtin", "anthropic", ... */
    String name();

    /** Whether documents stay on machines of the operator, which is what the policy "local providers only" asks. */
    boolean local();

    /** Which of the request's topics the document belongs to. A model may write at most 1024 tokens for it. */
    Classification classify(ClassificationRequest request);

    /** Topics that the owner lacks and this document would want, best first. A model may write at most 256 tokens. */
    List<TopicProposal> suggestTopics(ClassificationRequest request);

    /** Whether this provider would answer now. Never throws. A model may write at most 5 tokens for it. */
    ProviderHealth healthCheck();
}
