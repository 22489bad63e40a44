package io.docuvault.documents;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a completion that nobody waited for would have been answered with.
 *
 * @param code as in the answer, or of the job that gave up
 * @param documentId of a duplicate: the document that has these bytes already
 * @param trashed of a duplicate: whether that lies in the trash
 * @param missing of an incomplete one: the parts that have not come
 */
record UploadProblem(
        String code,
        String detail,
        @Nullable UUID documentId,
        @Nullable Boolean trashed,
        @Nullable List<Integer> missing) {

    private static final String DOCUMENT = "documentId";
    private static final String TRASHED = "trashed";
    private static final String MISSING = "missing";

    UploadProblem(String code, String detail) {
        this(code, detail, null, null, null);
    }

    static UploadProblem of(ProblemException problem) {
        return new UploadProblem(
                problem.code().code(),
                String.valueOf(problem.getMessage()),
                problem.properties().get(DOCUMENT) instanceof UUID id ? id : null,
                problem.properties().get(TRASHED) instanceof Boolean is ? is : null,
                problem.properties().get(MISSING) instanceof Collection<?> parts
                        ? parts.stream().map(part -> (Integer) part).toList()
                        : null);
    }

    /** As an answer; what only jobs say is a storage that does not work. */
    ProblemException exception() {
        ProblemException problem =
                new ProblemException(ErrorCode.of(code).orElse(ErrorCode.STORAGE_UNAVAILABLE), detail);
        if (documentId != null) {
            problem.with(DOCUMENT, documentId);
        }
        if (trashed != null) {
            problem.with(TRASHED, trashed);
        }
        if (missing != null) {
            problem.with(MISSING, missing);
        }
        return problem;
    }
}
