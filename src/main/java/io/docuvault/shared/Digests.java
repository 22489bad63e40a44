package io.docuvault.shared;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Message digests that every Java platform has. */
public final class Digests {

    private Digests() {}

    /** A new SHA-256, for one thread. */
    public static MessageDigest sha256() {
        return digest("SHA-256");
    }

    /** A new MD5, for one thread: good against accidents only, and for stores that know nothing better. */
    public static MessageDigest md5() {
        return digest("MD5");
    }

    /** A new SHA-1, for one thread: likewise. */
    public static MessageDigest sha1() {
        return digest("SHA-1");
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has " + algorithm, e);
        }
    }
}
