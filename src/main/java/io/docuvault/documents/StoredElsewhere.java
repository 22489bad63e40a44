package io.docuvault.documents;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.CloudDrive.Seen;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What its owner is told when a document's file is not what it was where it lies: in the answer and in the document. */
@Component
class StoredElsewhere {

    private static final String RENAMED = "file_renamed";
    /** What is said of a ready document because of its file, and is taken back when that is as it was. */
    private static final Set<String> ABOUT_FILES = Set.of("file_missing", "file_changed", "file_locked", RENAMED);

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
            case REFUSED ->
                new ProblemException(
                        trouble.isAboutSignIn() ? ErrorCode.RECONNECT_NEEDED : ErrorCode.STORAGE_REFUSED, detail);
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

    /** What is told of a look: the code and the words; neither where all is well. */
    private record Told(@Nullable String code, @Nullable String detail) {

        static Told of(Seen seen) {
            return switch (seen.condition()) {
                case AS_IT_WAS -> new Told(null, null);
                case ABSENT -> of(Kind.ABSENT);
                case CHANGED -> of(Kind.CHANGED);
                case LOCKED -> of(Kind.LOCKED);
                case RENAMED -> new Told(RENAMED, "In its storage the file is now called " + seen.renamedTo() + ".");
            };
        }

        private static Told of(Kind kind) {
            ProblemException problem = new StoreException(kind, "").problem();
            return new Told(problem.code().code(), problem.getMessage());
        }
    }

    /**
     * Remembers what a look at a document's file has found, unless that has been moved meanwhile.
     *
     * @param ref the object that was looked at
     * @param known the code that the document has
     */
    void looked(UUID owner, UUID document, String ref, @Nullable String known, Seen seen) {
        Told told = Told.of(seen);
        boolean ours = known == null || ABOUT_FILES.contains(known);
        if (ours && !Objects.equals(known, told.code())) {
            transactions.executeWithoutResult(_ -> jdbc.sql("""
                            update documents set problem_code = :code, problem_detail = :detail
                            where id = :id and owner_id = :owner and status = 'ready' and blob_ref = :ref
                            """)
                    .param("code", told.code())
                    .param("detail", told.detail())
                    .param("id", document)
                    .param("owner", owner)
                    .param("ref", ref)
                    .update());
        }
    }

    /** The file is as it should be (again); it may have another name all the same. */
    void inOrder(UUID owner, UUID document) {
        transactions.executeWithoutResult(_ -> jdbc.sql("""
                        update documents set problem_code = null, problem_detail = null
                        where id = :id and owner_id = :owner and status = 'ready'
                            and problem_code = any(:codes::text[])
                        """)
                .param("codes", "{file_missing,file_changed,file_locked}")
                .param("id", document)
                .param("owner", owner)
                .update());
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
