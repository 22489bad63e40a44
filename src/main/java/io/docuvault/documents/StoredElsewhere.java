package io.docuvault.documents;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.StoreException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What its owner is told when a document's file is not what it was where it lies: in the answer and in the document. */
@Component
class StoredElsewhere {

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    StoredElsewhere(JdbcClient jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * The answer to a request that a storage has failed.
     *
     * @param itsOwners whether it is a storage of the user's own, which they can do something about
     */
    static ProblemException problem(StoreException trouble, boolean itsOwners) {
        return itsOwners ? problem(trouble) : trouble.problem();
    }

    /** The answer to a request that a user's own storage has failed. */
    static ProblemException problem(StoreException trouble) {
        String detail = String.valueOf(trouble.getMessage());
        return switch (trouble.kind()) {
            case ABSENT -> new ProblemException(ErrorCode.FILE_MISSING, "The file is no longer in its storage.");
            case CHANGED -> new ProblemException(ErrorCode.FILE_CHANGED, detail);
            case LOCKED -> new ProblemException(ErrorCode.FILE_LOCKED, detail);
            case REFUSED -> new ProblemException(ErrorCode.RECONNECT_NEEDED, detail);
            case FULL -> new ProblemException(ErrorCode.STORAGE_FULL, detail);
            case AWAY -> new ProblemException(ErrorCode.STORAGE_UNAVAILABLE, detail);
        };
    }

    /** What is remembered in a document: only what is about its file, and not about the way there. */
    private static Optional<ErrorCode> remembered(StoreException trouble) {
        return switch (trouble.kind()) {
            case ABSENT, CHANGED, LOCKED -> Optional.of(problem(trouble).code());
            case REFUSED, FULL, AWAY -> Optional.empty();
        };
    }

    /** Remembers in a document that could be read what is wrong with its file now. */
    void seen(UUID owner, UUID document, StoreException trouble) {
        remembered(trouble)
                .ifPresent(code ->
                        set(owner, document, code.code(), problem(trouble).getMessage()));
    }

    /** The file is as it should be (again). */
    void inOrder(UUID owner, UUID document) {
        set(owner, document, null, null);
    }

    private void set(UUID owner, UUID document, @Nullable String code, @Nullable String detail) {
        transactions.executeWithoutResult(_ -> jdbc.sql("""
                        update documents set problem_code = :code, problem_detail = :detail
                        where id = :id and owner_id = :owner and status = 'ready'
                            and problem_code is distinct from :code
                        """)
                .param("code", code)
                .param("detail", detail)
                .param("id", document)
                .param("owner", owner)
                .update());
    }
}
