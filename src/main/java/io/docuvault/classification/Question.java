package io.docuvault.classification;

import java.util.List;
import java.util.UUID;

/**
 * All of a question to a provider but the document itself, the same for every document of an owner at one time.
 *
 * @param topics the topics that this provider may choose from
 * @param hash hexadecimal SHA-256 of all that
 */
record Question(UUID ownerId, AiProvider provider, List<TopicPrompt> topics, TrainingSet trainingSet, String hash) {}
