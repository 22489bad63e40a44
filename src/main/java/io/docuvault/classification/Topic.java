package io.docuvault.classification;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A topic that its owner sorts documents into.
 *
 * @param parentId the topic above it; null at the top
 * @param description what belongs into it, in words that a person and a provider understand
 * @param color as {@code #rrggbb}
 * @param aliases other names for the same
 * @param documentCount documents outside the trash that a person has put there
 * @param suggestedCount documents outside the trash for which it is suggested
 * @param version grows with each change; its entity tag
 * @param automatic whether what is sure enough may be accepted without a person; it is only where that is earned too
 * @param earned how often its suggestions were right
 */
record Topic(
        UUID id,
        @Nullable UUID parentId,
        String name,
        String description,
        String color,
        List<String> aliases,
        Policy policy,
        long documentCount,
        long suggestedCount,
        Instant createdAt,
        long version,
        boolean automatic,
        Earned earned) {

    /** Which providers may see the documents of a topic. */
    enum Policy {
        /** What the owner has set for everything. */
        @JsonProperty("inherit")
        INHERIT,
        @JsonProperty("never")
        NEVER,
        @JsonProperty("local")
        LOCAL,
        @JsonProperty("any")
        ANY;

        /** The one of two that lets fewer see a topic's documents; an owner's setting counts besides, whatever this is. */
        Policy stricter(Policy other) {
            for (Policy strict : List.of(NEVER, LOCAL)) {
                if (this == strict || other == strict) {
                    return strict;
                }
            }
            return other;
        }
    }

    /** The next version of it, called by these names too. */
    Topic withAliases(List<String> others) {
        return as(parentId, others, policy, version + 1);
    }

    /** The same version of it with another policy. */
    Topic withPolicy(Policy other) {
        return as(parentId, aliases, other, version);
    }

    /** The next version of it, below another topic; null for the top. */
    Topic below(@Nullable UUID other) {
        return as(other, aliases, policy, version + 1);
    }

    Topic nextVersion() {
        return as(parentId, aliases, policy, version + 1);
    }

    private Topic as(@Nullable UUID itsParent, List<String> itsAliases, Policy itsPolicy, long itsVersion) {
        return new Topic(
                id,
                itsParent,
                name,
                description,
                color,
                itsAliases,
                itsPolicy,
                documentCount,
                suggestedCount,
                createdAt,
                itsVersion,
                automatic,
                earned);
    }

    Topic with(long documents, long suggested, Earned earnedSoFar) {
        return new Topic(
                id,
                parentId,
                name,
                description,
                color,
                aliases,
                policy,
                documents,
                suggested,
                createdAt,
                version,
                automatic,
                earnedSoFar);
    }
}
