package io.docuvault.classification;

import io.docuvault.classification.AiBudget.Limit;
import org.jspecify.annotations.Nullable;

/**
 * What holds for everybody.
 *
 * @param provider null for the one that the operator's environment names
 * @param policy nobody's documents go further than this allows
 * @param budget of all users together, for what the system's accounts pay
 * @param userBudget the same for one user
 */
record AiSystemSettings(@Nullable String provider, AiPolicy policy, Limit budget, Limit userBudget) {

    static final AiSystemSettings NONE =
            new AiSystemSettings(null, AiPolicy.ANY, new Limit(null, null), new Limit(null, null));
}
