package io.docuvault.classification;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What undoing the acceptance of a proposal needs besides its labels.
 *
 * @param topic that it became
 * @param made whether the topic was made of it
 * @param alias what the topic is called since; null if nothing new
 */
record ProposalMemory(
        UUID proposal, UUID topic, boolean made, @Nullable String alias) {}
