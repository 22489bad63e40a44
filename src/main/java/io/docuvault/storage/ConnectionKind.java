package io.docuvault.storage;

import java.util.Map;

/**
 * A kind of storage that users connect themselves; each is a sub-package with one of these. Nothing of it does I/O until
 * it is asked to.
 */
public sealed interface ConnectionKind {

    /** As it stands in rows and in the interface: never changed afterwards. */
    String name();

    /** What people call it; the same in every language. */
    String label();

    /** Whether the operator has set up what it needs. */
    boolean available();

    /** A kind that is connected by asking the user at the vendor's. */
    non-sealed interface ByConsent extends ConnectionKind {

        /** The vendor's name in {@code /api/cloud/{vendor}/start}. */
        String vendor();

        OAuthVendor oauth();

        /**
         * The store behind a connection.
         *
         * @param storeId the connection's id
         */
        CloudDrive open(String storeId, CloudTokens tokens);
    }

    /** A kind that is connected by filling in a form. */
    non-sealed interface ByForm extends ConnectionKind {

        /**
         * Looks at what the user has filled in, without any I/O.
         *
         * @throws io.docuvault.shared.ProblemException {@code validation_failed} naming the fields that are wrong
         */
        void validate(Map<String, String> settings, Map<String, String> secrets);

        /**
         * Whether secrets that were entered for other settings may be sent to where these say: else whoever can change the
         * settings could have them sent to a server of their own.
         */
        boolean sameServer(Map<String, String> settings, Map<String, String> others);

        /** Whether what was stored by other settings is found by these, on the same server. */
        boolean samePlace(Map<String, String> settings, Map<String, String> others);

        /**
         * The store behind a connection.
         *
         * @param refused hears if the secrets are not accepted (any more)
         */
        CloudDrive open(
                String storeId, Map<String, String> settings, Map<String, String> secrets, SignInRefused refused);
    }
}
