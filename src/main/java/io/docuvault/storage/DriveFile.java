package io.docuvault.storage;

import java.time.Instant;

/** A file in a user's drive, as its vendor describes it. */
public interface DriveFile {

    /** The vendor's own: the owner may rename and move the file. */
    String id();

    String name();

    long size();

    /** When its content was last written, by the vendor's clock; {@link Instant#MAX} where it does not say. */
    Instant modified();

    /** What tells its content from others: small letters and digits, kept in references. */
    String fingerprint();

    /** Whether it still has the content that was once described like this. */
    boolean has(String earlierFingerprint);
}
