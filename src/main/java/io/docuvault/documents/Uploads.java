package io.docuvault.documents;

import io.docuvault.accounts.Quotas;
import io.docuvault.documents.Activation.Wishes;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.Connections;
import io.docuvault.storage.DirectUploads;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StorageSettings;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Uploads from the intent to the document. The intent and the reservation of quota are committed before any byte is
 * taken; the store is never talked to inside a transaction.
 */
@Service
class Uploads {

    private static final Logger log = LoggerFactory.getLogger(Uploads.class);

    /** Names the server's own store where a connection can be named. */
    static final UUID OWN_STORE = new UUID(0, 0);

    private final UploadRepository repository;
    private final Activation activation;
    private final Documents documents;
    private final Quotas quotas;
    private final Stores stores;
    private final Connections connections;
    private final StorageSettings storage;
    private final DocumentSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Uploads(
            UploadRepository repository,
            Activation activation,
            Documents documents,
            Quotas quotas,
            Stores stores,
            Connections connections,
            StorageSettings storage,
            DocumentSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.repository = repository;
        this.activation = activation;
        this.documents = documents;
        this.quotas = quotas;
        this.stores = stores;
        this.connections = connections;
        this.storage = storage;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Announces a file that the client will send to the store itself. */
    Upload create(UUID owner, NewUpload request, URI base) throws IOException {
        requireSize(request.size());
        UUID connection = connection(owner, request.connectionId());
        // Parts for a connection come here first too, and are taken there once they have become a document.
        BlobStore store = stores.preferred();
        DirectUploads direct = direct(store);
        UploadRow upload = intent(owner, request.fileName(), request.size(), request, connection, store);
        transactions.executeWithoutResult(_ -> {
            requireTopics(owner, request.topics());
            if (upload.sha256() != null) {
                activation.refuseDuplicate(owner, upload.documentId(), upload.sha256(), wishes(upload));
            }
            repository.insert(upload, clock.instant());
            quotas.reserve(owner, upload.size());
        });
        try {
            return view(keepStaged(upload, direct.begin(upload.announced())), base);
        } catch (IOException | RuntimeException e) {
            end(upload, UploadState.ABORTED);
            throw e;
        }
    }

    /** Remembers what the store calls the bytes, before anybody can send any. */
    UploadRow keepStaged(UploadRow upload, Staged staged) throws IOException {
        boolean pending = read(() -> repository.staged(upload.owner(), upload.id(), staged));
        if (!pending) {
            stores.get(upload.store()).discard(staged);
            throw ended();
        }
        return upload.staged(staged);
    }

    /** Announces a file whose bytes the server passes on; each piece of it is reserved as it comes. */
    UploadRow createPassedOn(UUID owner) {
        UploadRow upload = intent(owner, FileNames.display(null), 0, null, null, stores.preferred());
        transactions.executeWithoutResult(_ -> repository.insert(upload, clock.instant()));
        return upload;
    }

    /**
     * Names a file that is passed on, once it begins to come.
     *
     * @param connection where it goes, as {@link #connection} answers
     */
    UploadRow place(UploadRow upload, String name, @Nullable UUID connection) {
        UploadRow placed = upload.placed(name, connection);
        transactions.executeWithoutResult(_ -> repository.place(placed));
        return placed;
    }

    /** Reserves a piece of a file that is passed on. */
    void reserve(UploadRow upload, long bytes) {
        transactions.executeWithoutResult(_ -> {
            if (!repository.grow(upload.owner(), upload.id(), bytes)) {
                throw ended();
            }
            quotas.reserve(upload.owner(), bytes);
        });
    }

    private UploadRow intent(
            UUID owner,
            String name,
            long size,
            @Nullable NewUpload request,
            @Nullable UUID connection,
            BlobStore store) {
        return new UploadRow(
                Ids.next(),
                owner,
                Ids.next(),
                UUID.randomUUID(),
                name,
                size,
                request == null ? null : request.mediaType(),
                request == null ? null : request.hash(),
                request != null && request.duplicateAllowed(),
                request == null ? List.of() : request.topics(),
                request != null,
                connection,
                store.id(),
                null,
                UploadState.PENDING,
                clock.instant().plus(settings.uploadLifetime()).truncatedTo(ChronoUnit.SECONDS));
    }

    Page<Upload> list(UUID owner, @Nullable UUID after, int limit, URI base) throws IOException {
        List<UploadRow> rows = read(() -> repository.pending(owner, after, clock.instant(), limit + 1));
        Page<UploadRow> page = Page.of(rows, limit, row -> row.id().toString());
        List<Upload> uploads = new ArrayList<>();
        for (UploadRow row : page.items()) {
            // Without an answer of its store nobody was told of it.
            if (row.staged() != null) {
                uploads.add(view(row, base));
            }
        }
        return new Page<>(uploads, page.next());
    }

    Upload find(UUID owner, UUID id, URI base) throws IOException {
        return view(require(owner, id), base);
    }

    /** Gives an upload up; again and again, if need be. */
    void abort(UUID owner, UUID id) {
        UploadRow upload = require(owner, id);
        if (upload.state() == UploadState.STORED) {
            throw new ProblemException(ErrorCode.CONFLICT, "This upload is a document already.");
        }
        end(upload, UploadState.ABORTED);
    }

    /**
     * Verifies what has come and makes the document.
     *
     * @param sha256 what the client says it has sent, in hexadecimal
     * @param allowDuplicate also if the owner has the same bytes already
     */
    Document complete(UUID owner, UUID id, @Nullable String sha256, boolean allowDuplicate) throws IOException {
        UploadRow upload = require(owner, id);
        switch (upload.state()) {
            case STORED -> {
                return documents.find(owner, upload.documentId());
            }
            case ABORTED -> throw ended();
            case FAILED -> throw mismatch("What came was not what had been announced.");
            case PENDING -> requireOpen(upload);
        }
        Wishes wishes = wishes(upload);
        Finished finished = finish(upload);
        StagedContent content = verify(upload, finished, sha256);
        activation.activate(
                upload,
                finished.staged(),
                content,
                new Wishes(null, wishes.topicIds(), allowDuplicate || wishes.allowDuplicate()));
        return documents.find(owner, upload.documentId());
    }

    private StagedContent verify(UploadRow upload, Finished finished, @Nullable String sha256) throws IOException {
        StagedContent content;
        try (InputStream bytes = finished.bytes()) {
            content = StagedContent.of(bytes, upload.name());
        }
        if (content.length() != upload.size()) {
            throw failed(upload, "%d bytes came instead of %d.".formatted(content.length(), upload.size()));
        }
        if ((upload.sha256() != null && !upload.sha256().equals(content.sha256()))
                || (sha256 != null && !sha256.equals(content.sha256()))) {
            throw failed(upload, "The SHA-256 of what came is not the one that was announced.");
        }
        return content;
    }

    private record Finished(Staged staged, InputStream bytes) {}

    /** The bytes, from where they were staged or, after a completion that was cut off, from where they were moved to. */
    private Finished finish(UploadRow upload) throws IOException {
        BlobStore store = stores.get(upload.store());
        Staged begun = upload.staged();
        if (begun == null) {
            throw ended();
        }
        DirectUploads direct = direct(store);
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

    /**
     * Ends a pending upload, gives its reservation back and removes its bytes; does nothing with one that has ended.
     * Where the store does not let go of the bytes now, they are left for {@link StoreSweep}.
     */
    void end(UploadRow upload, UploadState state) {
        Optional<UploadRow> ended =
                read(() -> repository.lock(upload.owner(), upload.id()).filter(current -> endReserved(current, state)));
        ended.ifPresent(this::removeBytes);
    }

    private void removeBytes(UploadRow upload) {
        Staged staged = upload.staged();
        if (staged == null) {
            return;
        }
        try {
            BlobStore store = stores.get(upload.store());
            store.discard(staged);
            removePromoted(store, staged, upload);
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
            BlobStore store = stores.get(upload.store());
            store.discard(staged);
            removePromoted(store, staged, upload);
        } catch (StoreException e) {
            // A drive that no longer lets us in keeps what is its owner's anyway.
            if (e.kind() != StoreException.Kind.REFUSED || upload.connectionId() == null) {
                throw e;
            }
        }
    }

    private boolean endReserved(UploadRow upload, UploadState state) {
        boolean ends = repository.end(upload.owner(), upload.id(), state, clock.instant());
        if (ends) {
            quotas.release(upload.owner(), upload.size());
        }
        return ends;
    }

    /** A completion may have been cut off between the move of the bytes and the commit of their document. */
    private static void removePromoted(BlobStore store, Staged staged, UploadRow upload) throws IOException {
        try {
            store.delete(store.promote(staged, upload.key()));
        } catch (NoSuchBlobException _) {
            // the usual case
        }
    }

    private ProblemException failed(UploadRow upload, String detail) {
        end(upload, UploadState.FAILED);
        return mismatch(detail);
    }

    private Upload view(UploadRow upload, URI base) throws IOException {
        List<Upload.Part> parts = new ArrayList<>();
        Staged staged = upload.staged();
        if (upload.state() == UploadState.PENDING && upload.direct() && staged != null) {
            DirectUploads direct = direct(stores.get(upload.store()));
            SortedSet<Integer> missing = direct.missing(staged, upload.announced());
            for (DirectUploads.Part part : direct.parts(staged, upload.announced(), upload.expiresAt())) {
                parts.add(new Upload.Part(
                        part.number(),
                        part.method(),
                        base.resolve(part.url()).toString(),
                        part.headers(),
                        part.offset(),
                        part.size(),
                        !missing.contains(part.number())));
            }
        }
        return new Upload(
                upload.id(),
                upload.documentId(),
                upload.name(),
                upload.size(),
                upload.state(),
                parts,
                upload.expiresAt());
    }

    private UploadRow require(UUID owner, UUID id) {
        return read(() -> repository.find(owner, id)).orElseThrow(ProblemException::notFound);
    }

    private <T> T read(Supplier<T> query) {
        return Objects.requireNonNull(transactions.execute(_ -> query.get()));
    }

    private void requireOpen(UploadRow upload) {
        if (!upload.direct()) {
            throw ProblemException.notFound();
        }
        if (!clock.instant().isBefore(upload.expiresAt())) {
            throw ended();
        }
    }

    void requireSize(long size) {
        long most = storage.maxFileSize().toBytes();
        if (size > most) {
            throw new ProblemException(ErrorCode.TOO_LARGE, "A file may have %d bytes at most.".formatted(most))
                    .with("maxFileSize", most);
        }
    }

    /**
     * Where a file goes: the connection that is asked for, or else the owner's default; null for the server's own store.
     *
     * @param wanted {@link #OWN_STORE} for the server's own store also where there is a default
     */
    @Nullable UUID connection(UUID owner, @Nullable UUID wanted) {
        if (wanted == null) {
            return connections.defaultOf(owner).orElse(null);
        }
        if (wanted.equals(OWN_STORE)) {
            return null;
        }
        if (!connections.exists(owner, wanted)) {
            throw ProblemException.invalid("connectionId", "unknown_connection", "There is no such connection.");
        }
        return wanted;
    }

    void requireTopics(UUID owner, List<UUID> topics) {
        if (read(() -> repository.knownTopics(owner, topics)).size()
                < Set.copyOf(topics).size()) {
            throw ProblemException.invalid("topicIds", "unknown_topic", "There is no such topic.");
        }
    }

    private static DirectUploads direct(BlobStore store) {
        return store.directUploads()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.INVALID_REQUEST, "This store takes files as multipart/form-data only."));
    }

    private static Wishes wishes(UploadRow upload) {
        return new Wishes(null, upload.topicIds(), upload.allowDuplicate());
    }

    private static ProblemException ended() {
        return new ProblemException(ErrorCode.UPLOAD_EXPIRED, "This upload has ended; start a new one.");
    }

    private static ProblemException mismatch(String detail) {
        return new ProblemException(ErrorCode.CONTENT_MISMATCH, detail);
    }
}
