package io.docuvault.documents;

import io.docuvault.accounts.Quotas;
import io.docuvault.documents.Activation.Wishes;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.Connections;
import io.docuvault.storage.DirectUploads;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StorageSettings;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Uploads from the intent until their bytes have come: what follows is {@link Completion} or {@link UploadEnds}. The
 * intent and the reservation of quota are committed before any byte is taken; the store is never talked to inside a
 * transaction.
 */
@Service
class Uploads {

    /** Names the server's own store where a connection can be named. */
    static final UUID OWN_STORE = new UUID(0, 0);

    private final UploadRepository repository;
    private final UploadEnds ends;
    private final Activation activation;
    private final Quotas quotas;
    private final Stores stores;
    private final Connections connections;
    private final StorageSettings storage;
    private final DocumentSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Uploads(
            UploadRepository repository,
            UploadEnds ends,
            Activation activation,
            Quotas quotas,
            Stores stores,
            Connections connections,
            StorageSettings storage,
            DocumentSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.repository = repository;
        this.ends = ends;
        this.activation = activation;
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
                activation.refuseDuplicate(owner, upload.documentId(), upload.sha256(), Wishes.of(upload));
            }
            repository.insert(upload, clock.instant());
            quotas.reserve(owner, upload.size());
        });
        try {
            return view(keepStaged(upload, direct.begin(upload.announced())), base);
        } catch (IOException | RuntimeException e) {
            ends.end(upload, UploadState.ABORTED);
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
                null,
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
        ends.end(upload, UploadState.ABORTED);
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
                upload.problem(),
                upload.expiresAt());
    }

    UploadRow require(UUID owner, UUID id) {
        return read(() -> repository.find(owner, id)).orElseThrow(ProblemException::notFound);
    }

    private <T> T read(Supplier<T> query) {
        return Objects.requireNonNull(transactions.execute(_ -> query.get()));
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

    static DirectUploads direct(BlobStore store) {
        return store.directUploads()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.INVALID_REQUEST, "This store takes files as multipart/form-data only."));
    }

    static ProblemException ended() {
        return new ProblemException(ErrorCode.UPLOAD_EXPIRED, "This upload has ended; start a new one.");
    }
}
