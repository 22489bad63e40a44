package io.docuvault.classification;

import java.util.List;
import java.util.UUID;

/**
 * That a document belongs to a topic.
 *
 * @param confidence between 0 and 1; meant to be the share of such answers that turn out right
 * @param evidence the passage that is the reason, at most {@link #MAX_EVIDENCE} characters that occur letter for letter
 *     in the document's text; empty where the reason is not in the text but, say, in the title
 * @param words the words that counted most, where the provider knows; for display
 */
public record TopicScore(UUID topicId, double confidence, String evidence, List<String> words) {

    public static final int MAX_EVIDENCE = 300;

    public TopicScore {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("a confidence lies between 0 and 1");
        }
        if (evidence.length() > MAX_EVIDENCE) {
            throw new IllegalArgumentException("evidence has at most " + MAX_EVIDENCE + " characters");
        }
        words = List.copyOf(words);
    }
}
