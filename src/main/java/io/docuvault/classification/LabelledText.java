package io.docuvault.classification;

import java.util.Set;
import java.util.UUID;

/**
 * A document that its owner has decided about.
 *
 * @param topics the topics it was confirmed to have
 * @param rejected the topics that were suggested for it and refused
 */
public record LabelledText(DocumentText document, Set<UUID> topics, Set<UUID> rejected) {

    public LabelledText {
        topics = Set.copyOf(topics);
        rejected = Set.copyOf(rejected);
    }
}
