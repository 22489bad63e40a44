package io.docuvault.documents;

import io.docuvault.accounts.Quotas;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Ends uploads that become no document: their reservation is given back at once, their bytes are removed. */
@Component
class UploadEnds {

    private static final Logger log = LoggerFactory.getLogger(UploadEnds.class);

    private final UploadRepository repository;
    private final Quotas quotas;
    private final Stores stores;
    private final TransactionTemplate transactions;
    private final Clock clock;

    UploadEnds(
            UploadRepository repository, Quotas quotas, Stores stores, TransactionTemplate transactions, Clock clock) {
        this.repository = repository;
        this.quotas = quotas;
        this.stores = stores;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** As {@link #end(UploadRow, UploadState, UploadProblem, Runnable)}, without more. */
    void end(UploadRow upload, UploadState state) {
        end(upload, state, null, () -> {});
    }

    /**
     * Ends an open upload, gives its reservation back and removes its bytes; does nothing with one that has ended. Where
     * the store does not let go of the bytes now, they are left for {@link StoreSweep}.
     *
     * @param also runs in the transaction that ends it, before that
     */
    void end(UploadRow upload, UploadState state, @Nullable UploadProblem problem, Runnable also) {
        Optional<UploadRow> ended = read(() -> {
            also.run();
            return repository.lock(upload.owner(), upload.id()).filter(current -> endReserved(current, state, problem));
        });
        ended.ifPresent(this::removeBytes);
    }

    private boolean endReserved(UploadRow upload, UploadState state, @Nullable UploadProblem problem) {
        boolean ends = repository.end(upload.owner(), upload.id(), state, problem, clock.instant());
        if (ends) {
            quotas.release(upload.owner(), upload.size());
        }
        return ends;
    }

    private void removeBytes(UploadRow upload) {
        Staged staged = upload.staged();
        if (staged == null) {
            return;
        }
        try {
            remove(upload, staged);
        } catch (IOException | RuntimeException e) {
            log.warn("The bytes of the upload {} could not be removed now", upload.id(), e);
        }
    }

    /** Removes all traces of an upload, whatever has become of it; its document, if it is one, is left alone. */
    void erase(UploadRow upload) throws IOException {
        end(upload, UploadState.ABORTED);
        UploadRow current =
                read(() -> repository.find(upload.owner(), upload.id())).orElse(upload);
        Staged staged = current.staged();
        if (current.state() != UploadState.STORED && staged != null) {
            // Once more for one that had ended before: its bytes may have been left when the store was away.
            eraseBytes(current, staged);
        }
        transactions.executeWithoutResult(_ -> repository.delete(upload.owner(), upload.id()));
    }

    private void eraseBytes(UploadRow upload, Staged staged) throws IOException {
        try {
            remove(upload, staged);
        } catch (StoreException e) {
            // A drive that no longer lets us in keeps what is its owner's anyway.
            if (e.kind() != StoreException.Kind.REFUSED || upload.connectionId() == null) {
                throw e;
            }
        }
    }

    private void remove(UploadRow upload, Staged staged) throws IOException {
        BlobStore store = stores.get(upload.store());
        store.discard(staged);
        try {
            // A completion may have been cut off between the move of the bytes and the commit of their document.
            store.delete(store.promote(staged, upload.key()));
        } catch (NoSuchBlobException _) {
            // the usual case
        }
    }

    private <T> T read(Supplier<T> query) {
        return Objects.requireNonNull(transactions.execute(_ -> query.get()));
    }
}
