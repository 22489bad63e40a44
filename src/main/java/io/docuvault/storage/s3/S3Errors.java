package io.docuvault.storage.s3;

import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.UncheckedIOException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What S3 says is wrong, in the words of the port. */
final class S3Errors {

    private static final Set<String> FULL = Set.of(
            "XMinioStorageFull",
            "XMinioAdminBucketQuotaExceeded",
            "QuotaExceeded",
            "InsufficientCapacity",
            "EntityTooLarge");

    private S3Errors() {}

    /** A request to the store. */
    interface Request<T> {
        T send();
    }

    /**
     * Sends a request about an object (or something else that may be absent). An answer in XML that is cut off comes out of
     * the SDK as a bare {@link UncheckedIOException}.
     */
    static <T> T call(String what, Request<T> request) throws StoreException {
        try {
            return request.send();
        } catch (SdkException | UncheckedIOException e) {
            throw translate(what, e);
        }
    }

    static StoreException translate(String what, RuntimeException e) {
        if (!(e instanceof S3Exception error)) {
            return new StoreException(Kind.AWAY, "The S3 store did not answer about " + what + ".", e);
        }
        String code = code(error);
        if (code.equals("NoSuchBucket")) {
            return new StoreException(Kind.REFUSED, "The S3 store has no such bucket.", e);
        }
        if (error.statusCode() == 404) {
            return new NoSuchBlobException(what);
        }
        if (error.statusCode() == 507 || FULL.contains(code)) {
            return new StoreException(Kind.FULL, "The S3 store has no room for " + what + ".", e);
        }
        if (error.statusCode() == 412) {
            return new StoreException(Kind.CHANGED, "Something else is in the place of " + what + ".", e);
        }
        if (error.statusCode() == 401 || error.statusCode() == 403) {
            return new StoreException(Kind.REFUSED, "The S3 store does not let us at " + what + " (" + code + ").", e);
        }
        return new StoreException(
                Kind.AWAY, "The S3 store answered %d %s about %s.".formatted(error.statusCode(), code, what), e);
    }

    /** The error's code; empty where the store gave none, as with every answer to {@code HEAD}. */
    static String code(S3Exception error) {
        AwsErrorDetails details = error.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }
}
