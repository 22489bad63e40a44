package io.docuvault.classification;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All of a question to a provider but the document itself, the same for every document of an owner at one time.
 *
 * @param account how the model is reached; null for the built-in provider
 * @param topics the topics that this provider may choose from
 * @param hash hexadecimal SHA-256 of all that
 */
record Question(
        UUID ownerId,
        AiProvider provider,
        @Nullable ModelAccount account,
        List<TopicPrompt> topics,
        TrainingSet trainingSet,
        String hash) {}
