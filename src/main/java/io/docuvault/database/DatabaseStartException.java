package io.docuvault.database;

import org.jspecify.annotations.Nullable;

/** Why there is no database, in a sentence for the operator. */
final class DatabaseStartException extends RuntimeException {

    DatabaseStartException(String sentence) {
        this(sentence, null);
    }

    DatabaseStartException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
