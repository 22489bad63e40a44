package io.docuvault.accounts;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** SHA-256, without its checked exception. */
final class Hashes {

    private Hashes() {}

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
