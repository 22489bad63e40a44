package io.docuvault.documents;

import io.docuvault.shared.Caller;
import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares each document with its file. What is wrong with one can't be repaired here; a repair tells its owner, so that
 * they can send it once more.
 */
@Component
class FileInvariant implements Invariant {

    private static final UUID FIRST = new UUID(0, 0);
    private static final int BATCH = 500;
    /** How many files are read at a time: stores answer slower than they send. */
    private static final int AT_ONCE = 4;

    private static final Set<StoreException.Kind> ABOUT_THE_FILE =
            EnumSet.of(StoreException.Kind.ABSENT, StoreException.Kind.CHANGED);

    private final JdbcClient jdbc;
    private final Stores stores;
    private final StoredElsewhere elsewhere;
    private final TransactionTemplate transactions;

    FileInvariant(JdbcClient jdbc, Stores stores, StoredElsewhere elsewhere, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.stores = stores;
        this.elsewhere = elsewhere;
        this.transactions = transactions;
    }

    private record Kept(
            UUID id,
            UUID ownerId,
            @Nullable UUID connectionId,
            String store,
            String blobRef,
            long sizeBytes,
            String sha256) {}

    private sealed interface Outcome {
        Kept kept();
    }

    private record InOrder(Kept kept) implements Outcome {}

    private record Wrong(Kept kept, StoreException trouble) implements Outcome {}

    private record NotLookedAt(Kept kept, @Nullable String why) implements Outcome {}

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String statement() {
        return "Each document has its file, of its length and with its SHA-256.";
    }

    @Override
    public void check(Findings findings) {
        long elsewhere = 0;
        for (List<Kept> batch = after(FIRST);
                !batch.isEmpty();
                batch = after(batch.getLast().id())) {
            List<Kept> wanted = batch.stream()
                    .filter(kept -> findings.connections() || kept.connectionId() == null)
                    .toList();
            elsewhere += batch.size() - wanted.size();
            wanted.stream()
                    .gather(Gatherers.mapConcurrent(
                            AT_ONCE, kept -> look(kept, findings.thorough() && kept.connectionId() == null)))
                    .forEach(outcome -> report(findings, outcome));
        }
        if (elsewhere > 0) {
            findings.skipped("connections", "%d documents lie in users' own storage.".formatted(elsewhere));
        }
    }

    private void report(Findings findings, Outcome outcome) {
        findings.looked(1);
        Kept kept = outcome.kept();
        String subject = "document " + kept.id();
        switch (outcome) {
            case InOrder _ -> {}
            case NotLookedAt skipped -> findings.skipped(subject, String.valueOf(skipped.why()));
            case Wrong wrong -> {
                if (isStill(kept)) {
                    findings.violation(
                            subject,
                            "%s It lies in the store %s."
                                    .formatted(wrong.trouble().getMessage(), kept.store()));
                    if (findings.repairing()) {
                        elsewhere.seen(kept.ownerId(), kept.id(), wrong.trouble());
                    }
                }
            }
        }
    }

    private Outcome look(Kept kept, boolean thorough) {
        try {
            Caller.user(kept.ownerId()).call(() -> {
                compare(kept, thorough);
                return kept;
            });
            return new InOrder(kept);
        } catch (StoreException e) {
            return ABOUT_THE_FILE.contains(e.kind()) ? new Wrong(kept, e) : new NotLookedAt(kept, e.getMessage());
        } catch (IOException e) {
            return new NotLookedAt(kept, e.toString());
        }
    }

    private void compare(Kept kept, boolean thorough) throws IOException {
        BlobStore store = stores.get(kept.store());
        BlobRef ref = new BlobRef(kept.blobRef());
        OptionalLong length = store.length(ref);
        if (length.isEmpty()) {
            throw new StoreException(StoreException.Kind.ABSENT, "There is no file.");
        }
        if (length.getAsLong() != kept.sizeBytes()) {
            throw changed("The file has %d bytes instead of %d.".formatted(length.getAsLong(), kept.sizeBytes()));
        }
        if (thorough) {
            try (InputStream bytes = store.read(ref, 0, kept.sizeBytes())) {
                if (!StagedContent.of(bytes, "").sha256().equals(kept.sha256())) {
                    throw changed("The file holds other bytes than were verified when it came.");
                }
            }
        }
    }

    private static StoreException changed(String problem) {
        return new StoreException(StoreException.Kind.CHANGED, problem);
    }

    private List<Kept> after(UUID id) {
        return Objects.requireNonNull(transactions.execute(_ -> jdbc.sql("""
                        select id, owner_id, connection_id, store, blob_ref, size_bytes, encode(sha256, 'hex') as sha256
                        from documents where id > :id order by id limit :batch
                        """)
                .param("id", id)
                .param("batch", BATCH)
                .query(Kept.class)
                .list()));
    }

    /** Whether the document is still there and was not moved meanwhile. */
    private boolean isStill(Kept kept) {
        return Boolean.TRUE.equals(transactions.execute(_ -> jdbc.sql("""
                        select exists (select from documents
                            where id = :id and store = :store and blob_ref = :ref)
                        """)
                .param("id", kept.id())
                .param("store", kept.store())
                .param("ref", kept.blobRef())
                .query(Boolean.class)
                .single()));
    }
}
