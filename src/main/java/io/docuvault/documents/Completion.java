package io.docuvault.documents;

import io.docuvault.documents.Activation.Wishes;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.LiveEvents;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.DirectUploads;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes documents of uploads whose bytes have come. What is read in a moment is verified within the request; what is
 * larger by a job, which goes on whatever happens to the request, the connection or the server. Either may be repeated.
 */
@Service
class Completion {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final UploadRepository repository;
    private final Uploads uploads;
    private final UploadEnds ends;
    private final Activation activation;
    private final Documents documents;
    private final Stores stores;
    private final Jobs jobs;
    private final LiveEvents events;
    private final DocumentSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Completion(
            UploadRepository repository,
            Uploads uploads,
            UploadEnds ends,
            Activation activation,
            Documents documents,
            Stores stores,
            Jobs jobs,
            LiveEvents events,
            DocumentSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.repository = repository;
        this.uploads = uploads;
        this.ends = ends;
        this.activation = activation;
        this.documents = documents;
        this.stores = stores;
        this.jobs = jobs;
        this.events = events;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Verifies what has come and makes the document.
     *
     * @param sha256 what the client says it has sent, in hexadecimal
     * @param allowDuplicate also if the owner has the same bytes already
     * @return empty while it is still being verified
     */
    Optional<Document> complete(UUID owner, UUID id, @Nullable String sha256, boolean allowDuplicate)
            throws IOException {
        UploadRow upload = uploads.require(owner, id);
        if (upload.state() != UploadState.PENDING) {
            return outcome(waitFor(upload));
        }
        requireOpen(upload);
        if (upload.size() <= settings.verifyAtOnce().toBytes()) {
            verify(upload, sha256, Wishes.of(upload).orDuplicate(allowDuplicate), () -> {});
            return Optional.of(documents.find(owner, upload.documentId()));
        }
        requireArrived(upload);
        enqueue(upload, sha256, allowDuplicate);
        return outcome(waitFor(upload));
    }

    private void requireOpen(UploadRow upload) {
        if (!upload.direct()) {
            throw ProblemException.notFound();
        }
        if (!clock.instant().isBefore(upload.expiresAt())) {
            throw Uploads.ended();
        }
    }

    /** What can be told without reading all of it is told at once. */
    private void requireArrived(UploadRow upload) throws IOException {
        Staged begun = begun(upload);
        SortedSet<Integer> missing = Uploads.direct(stores.get(upload.store())).missing(begun, upload.announced());
        if (!missing.isEmpty()) {
            openPromoted(upload, begun, missing).bytes().close();
        }
    }

    private void enqueue(UploadRow upload, @Nullable String sha256, boolean allowDuplicate) {
        String claimed = sha256 == null ? upload.sha256() : sha256;
        Wishes wishes = Wishes.of(upload).orDuplicate(allowDuplicate);
        transactions.executeWithoutResult(_ -> {
            if (claimed != null) {
                activation.refuseDuplicate(upload.owner(), upload.documentId(), claimed, wishes);
            }
            if (repository.beginVerifying(upload.owner(), upload.id(), allowDuplicate)) {
                jobs.enqueue(VerifyJob.of(upload, sha256));
            }
        });
    }

    /** The upload once it is decided, or as it is when there is no more waiting. */
    private UploadRow waitFor(UploadRow upload) {
        UploadRow now = uploads.require(upload.owner(), upload.id());
        long looks = settings.completionPatience().dividedBy(LOOK_AGAIN);
        for (long look = 0; now.state() == UploadState.VERIFYING && look < looks; look++) {
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return now;
            }
            now = uploads.require(upload.owner(), upload.id());
        }
        return now;
    }

    private Optional<Document> outcome(UploadRow upload) {
        return switch (upload.state()) {
            case STORED -> Optional.of(documents.find(upload.owner(), upload.documentId()));
            case VERIFYING -> Optional.empty();
            case ABORTED -> throw Uploads.ended();
            case FAILED, PENDING ->
                throw upload.problem() == null
                        ? mismatch("What came was not what had been announced.")
                        : upload.problem().exception();
        };
    }

    /**
     * Verifies and makes the document, or ends the upload if it is not what was announced.
     *
     * @param first what each transaction that decides something begins with
     * @throws ProblemException if there is none, or not yet
     */
    void verify(UploadRow upload, @Nullable String sha256, Wishes wishes, Runnable first) throws IOException {
        Finished finished = finish(upload);
        StagedContent content = measured(upload, finished, sha256, first);
        activation.activate(upload, finished.staged(), content, wishes, first);
    }

    /** Has an upload that was verified without success wait for its owner again. */
    void waitAgain(UUID owner, UUID id, UploadProblem problem) {
        if (repository.waitAgain(owner, id, problem)) {
            repository
                    .find(owner, id)
                    .ifPresent(
                            upload -> events.publish(owner, "upload", UploadChanged.of(upload, UploadState.PENDING)));
        }
    }

    private StagedContent measured(UploadRow upload, Finished finished, @Nullable String sha256, Runnable first)
            throws IOException {
        StagedContent content;
        try (InputStream bytes = finished.bytes()) {
            content = StagedContent.of(bytes, upload.name());
        }
        if (content.length() != upload.size()) {
            throw failed(upload, "%d bytes came instead of %d.".formatted(content.length(), upload.size()), first);
        }
        if ((upload.sha256() != null && !upload.sha256().equals(content.sha256()))
                || (sha256 != null && !sha256.equals(content.sha256()))) {
            throw failed(upload, "The SHA-256 of what came is not the one that was announced.", first);
        }
        return content;
    }

    private ProblemException failed(UploadRow upload, String detail, Runnable first) {
        ProblemException problem = mismatch(detail);
        ends.end(upload, UploadState.FAILED, UploadProblem.of(problem), () -> {
            first.run();
            if (upload.state() == UploadState.VERIFYING) {
                events.publish(upload.owner(), "upload", UploadChanged.of(upload, UploadState.FAILED));
            }
        });
        return problem;
    }

    private record Finished(Staged staged, InputStream bytes) {}

    /** The bytes, from where they were staged or, after a completion that was cut off, from where they were moved to. */
    private Finished finish(UploadRow upload) throws IOException {
        BlobStore store = stores.get(upload.store());
        Staged begun = begun(upload);
        DirectUploads direct = Uploads.direct(store);
        SortedSet<Integer> missing = direct.missing(begun, upload.announced());
        if (missing.isEmpty()) {
            try {
                Staged finished = direct.finish(begun, upload.announced());
                return new Finished(finished, store.openStaged(finished));
            } catch (NoSuchBlobException _) {
                // It may have been promoted.
            }
        }
        return openPromoted(upload, begun, missing);
    }

    private static Staged begun(UploadRow upload) {
        Staged begun = upload.staged();
        if (begun == null) {
            throw Uploads.ended();
        }
        return begun;
    }

    private Finished openPromoted(UploadRow upload, Staged staged, SortedSet<Integer> missing) throws IOException {
        BlobStore store = stores.get(upload.store());
        try {
            BlobRef ref = store.promote(staged, upload.key());
            return new Finished(staged, store.read(ref, 0, Long.MAX_VALUE));
        } catch (NoSuchBlobException _) {
            throw new ProblemException(ErrorCode.UPLOAD_INCOMPLETE, "Some parts have not arrived yet.")
                    .with("missing", missing);
        }
    }

    private static ProblemException mismatch(String detail) {
        return new ProblemException(ErrorCode.CONTENT_MISMATCH, detail);
    }
}
