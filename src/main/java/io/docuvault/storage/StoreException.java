package io.docuvault.storage;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Explained;
import io.docuvault.shared.ProblemException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A store does not do what it is asked, and why as far as a caller can make a difference of it. */
public sealed class StoreException extends IOException implements Explained permits NoSuchBlobException {

    /** What is wrong. */
    public enum Kind {
        /** The store answers, but does not have the object (any more). Trying again does not help. */
        ABSENT,
        /** It does not let us: credentials, rights, a consent that was revoked. Somebody has to do something. */
        REFUSED,
        /** It does not answer, or not sensibly: it may in a while. */
        AWAY,
        /** There is no room left in it. */
        FULL,
        /** The object is another than the one that was meant: somebody else has written to it. */
        CHANGED,
        /** It is there, but somebody else holds it. It may be free in a while. */
        LOCKED
    }

    private final Kind kind;
    private final @Nullable ConnectionTrouble trouble;

    public StoreException(Kind kind, String message) {
        this(kind, message, null);
    }

    public StoreException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, null);
    }

    /** @param trouble where it is known better than the kind tells */
    public StoreException(Kind kind, String message, @Nullable Throwable cause, @Nullable ConnectionTrouble trouble) {
        super(message, cause);
        this.kind = kind;
        this.trouble = trouble;
    }

    public Kind kind() {
        return kind;
    }

    /** What the owner of a connection can do something about. */
    public ConnectionTrouble trouble() {
        if (trouble != null) {
            return trouble;
        }
        return switch (kind) {
            case REFUSED -> ConnectionTrouble.SIGN_IN_REFUSED;
            case FULL -> ConnectionTrouble.STORAGE_FULL;
            case ABSENT, AWAY, CHANGED, LOCKED -> ConnectionTrouble.UNREACHABLE;
        };
    }

    /** Whether it refuses whoever asks, and so all that is asked; else what it does with this object says nothing of others. */
    public boolean isAboutSignIn() {
        return trouble() == ConnectionTrouble.SIGN_IN_REFUSED;
    }

    /** For a store of the server's own; that it does not let us in is nothing that a user could mend. */
    @Override
    public ProblemException problem() {
        return switch (kind) {
            case ABSENT -> new ProblemException(ErrorCode.FILE_MISSING, "The file is no longer in its storage.");
            case CHANGED -> new ProblemException(ErrorCode.FILE_CHANGED, "The file was changed in its storage.");
            case LOCKED -> new ProblemException(ErrorCode.FILE_LOCKED, "The file is locked in its storage.");
            case FULL -> new ProblemException(ErrorCode.STORAGE_FULL, "The storage is full.");
            case REFUSED, AWAY ->
                new ProblemException(
                        ErrorCode.STORAGE_UNAVAILABLE, "The storage does not work at the moment; please try again.");
        };
    }
}
