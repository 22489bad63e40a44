package io.docuvault.documents;

import io.docuvault.accounts.Quotas;
import io.docuvault.documents.DocumentWriter.NewDocument;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.LiveEvents;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes a document of an upload whose bytes have been verified: all of it in one transaction, or nothing. */
@Component
class Activation {

    private final UploadRepository uploads;
    private final DocumentRows rows;
    private final DocumentWriter writer;
    private final DocumentTopics topics;
    private final SearchIndex index;
    private final Quotas quotas;
    private final Jobs jobs;
    private final Moves moves;
    private final LiveEvents events;
    private final Stores stores;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Activation(
            UploadRepository uploads,
            DocumentRows rows,
            DocumentWriter writer,
            DocumentTopics topics,
            SearchIndex index,
            Quotas quotas,
            Jobs jobs,
            Moves moves,
            LiveEvents events,
            Stores stores,
            TransactionTemplate transactions,
            Clock clock) {
        this.uploads = uploads;
        this.rows = rows;
        this.writer = writer;
        this.topics = topics;
        this.index = index;
        this.quotas = quotas;
        this.jobs = jobs;
        this.moves = moves;
        this.events = events;
        this.stores = stores;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** What the owner wants of the document to be. */
    record Wishes(@Nullable String title, List<UUID> topicIds, boolean allowDuplicate) {

        static Wishes of(UploadRow upload) {
            return new Wishes(null, upload.topicIds(), upload.allowDuplicate());
        }

        Wishes orDuplicate(boolean allowed) {
            return new Wishes(title, topicIds, allowDuplicate || allowed);
        }
    }

    /**
     * Promotes the bytes and makes the document. A call that was interrupted anywhere can be repeated; of several at the
     * same time one makes the document, and all answer alike.
     *
     * @param staged the bytes that {@code content} was found in
     * @param first what the transaction that makes the document begins with: a job makes sure of its lease
     * @throws ProblemException {@code duplicate}: the upload then still waits; {@code upload_expired}
     */
    void activate(UploadRow upload, Staged staged, StagedContent content, Wishes wishes, Runnable first)
            throws IOException {
        transactions.executeWithoutResult(
                _ -> refuseDuplicate(upload.owner(), upload.documentId(), content.sha256(), wishes));
        BlobStore store = stores.get(upload.store());
        BlobRef ref = promote(store, staged, upload);
        UploadState state = transactions.execute(_ -> {
            first.run();
            return commit(upload, content, wishes, ref);
        });
        if (state != UploadState.STORED) {
            store.delete(ref);
            throw ended();
        }
    }

    private static BlobRef promote(BlobStore store, Staged staged, UploadRow upload) throws IOException {
        try {
            return store.promote(staged, upload.key());
        } catch (NoSuchBlobException _) {
            // It was given up while its bytes were verified.
            throw ended();
        }
    }

    private static ProblemException ended() {
        return new ProblemException(ErrorCode.UPLOAD_EXPIRED, "This upload has ended; start a new one.");
    }

    private UploadState commit(UploadRow upload, StagedContent content, Wishes wishes, BlobRef ref) {
        UUID owner = upload.owner();
        uploads.lockContent(owner, content.sha256());
        UploadRow current = uploads.lock(owner, upload.id()).orElseThrow(ProblemException::notFound);
        if (!current.state().isOpen()) {
            return current.state();
        }
        refuseDuplicate(owner, upload.documentId(), content.sha256(), wishes);
        insert(upload, content, wishes, ref);
        uploads.end(owner, upload.id(), UploadState.STORED, null, clock.instant());
        if (current.state() == UploadState.VERIFYING) {
            events.publish(owner, "upload", UploadChanged.of(upload, UploadState.STORED));
        }
        List<UUID> known = uploads.knownTopics(owner, wishes.topicIds());
        if (!known.isEmpty()) {
            topics.setConfirmed(owner, upload.documentId(), known);
        }
        jobs.enqueue(new NewJob(ExtractJob.KIND, owner, upload.documentId(), Map.of()));
        if (upload.hasToMove() && current.connectionId() != null) {
            moves.takeOn(owner, upload.documentId(), upload.name(), content.length(), current.connectionId());
        }
        quotas.settle(owner, current.size(), content.length());
        return UploadState.STORED;
    }

    private void insert(UploadRow upload, StagedContent content, Wishes wishes, BlobRef ref) {
        String title = wishes.title() == null ? Titles.ofFileName(upload.name()) : Titles.oneLine(wishes.title());
        NewDocument document = new NewDocument(
                upload.documentId(),
                upload.owner(),
                upload.store(),
                ref.value(),
                upload.name(),
                title,
                wishes.title() != null,
                content.mediaType(),
                content.length(),
                content.sha256());
        writer.insert(document);
        // It is found by its name at once, and by its text later.
        index.replace(upload.owner(), upload.documentId(), Heading.of(title, upload.name(), null, null), null, "");
    }

    /**
     * Refuses bytes that the owner has already, also in the trash, unless that is what they want. The new document itself
     * may be there: another call completes the same upload at the same time.
     */
    void refuseDuplicate(UUID owner, UUID newDocument, String sha256, Wishes wishes) {
        if (!wishes.allowDuplicate()) {
            rows.findSame(owner, sha256, newDocument).ifPresent(same -> {
                throw new ProblemException(
                                ErrorCode.DUPLICATE,
                                same.trashed()
                                        ? "You already have this file, in the trash."
                                        : "You already have this file.")
                        .with("documentId", same.id())
                        .with("trashed", same.trashed());
            });
        }
    }
}
