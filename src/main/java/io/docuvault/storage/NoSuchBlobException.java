package io.docuvault.storage;

import java.io.IOException;

/** The store answers, but does not have the object (any more). */
public final class NoSuchBlobException extends IOException {

    public NoSuchBlobException(String what) {
        super("The store has no " + what);
    }
}
