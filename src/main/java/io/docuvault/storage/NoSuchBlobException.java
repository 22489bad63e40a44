package io.docuvault.storage;

/** The store answers, but does not have the object (any more). */
public final class NoSuchBlobException extends StoreException {

    public NoSuchBlobException(String what) {
        super(Kind.ABSENT, "The store has no " + what);
    }
}
