package io.docuvault.backup;

import java.util.Set;

/** Tables that are in no backup: what they say holds for the moment only, and some of it would let somebody in. */
final class Transient {

    static final Set<String> TABLES = Set.of(
            // Whoever was signed in has to sign in again.
            "sessions",
            "refresh_tokens",
            "revoked_tokens",
            "signing_keys",
            // Links and sign-ins at vendors that are good for minutes.
            "password_resets",
            "cloud_sign_ins",
            // Withdrawn since, perhaps: whoever is still wanted is invited again.
            "invitations",
            // Filled anew from the jobs.
            "queue_documents",
            "queue_email",
            "queue_transfers",
            "queue_ai",
            // Of backups and restores themselves.
            "object_holds",
            "restores");

    private Transient() {}
}
