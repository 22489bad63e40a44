package io.docuvault.storage;

import io.docuvault.storage.CloudCalls.Fault;
import io.docuvault.storage.CloudCalls.Faults;
import java.util.function.IntFunction;

/** Hears that a server does not accept what a user has filled in. */
@FunctionalInterface
public interface SignInRefused {

    /**
     * It has been refused.
     *
     * @param sentence in words for its owner
     */
    void because(String sentence);

    /** Faults that tell of it. */
    default Faults toldBy(IntFunction<Fault> byStatus) {
        return (status, _) -> {
            Fault fault = byStatus.apply(status);
            if (fault.trouble() == ConnectionTrouble.SIGN_IN_REFUSED) {
                because(fault.sentence());
            }
            return fault;
        };
    }
}
