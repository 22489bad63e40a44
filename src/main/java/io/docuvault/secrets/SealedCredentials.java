package io.docuvault.secrets;

import java.util.Map;

/** What a module keeps sealed under {@link CredentialKeys}, and how it is moved to another master key. */
public interface SealedCredentials {

    /** How many are sealed under which master key, by its id. For the system, in a transaction. */
    Map<String, Integer> sealedUnder();

    /**
     * Seals everybody's under the newest key, in transactions of its own; may run while everything else does, and may be
     * repeated.
     *
     * @return how many could not be read, since the key that they are under is not here
     */
    int reseal();
}
