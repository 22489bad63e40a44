package io.docuvault.classification;

import io.docuvault.classification.AiBudget.Limit;
import org.jspecify.annotations.Nullable;

/**
 * What a person has set for themselves.
 *
 * @param provider null for the system's
 */
record AiSettings(@Nullable String provider, AiPolicy policy, Limit budget) {

    static final AiSettings NONE = new AiSettings(null, AiPolicy.ANY, new Limit(null, null));
}
