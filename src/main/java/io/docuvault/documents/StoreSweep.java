package io.docuvault.documents;

import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.docuvault.jobs.ScheduledWork;
import io.docuvault.shared.UuidArray;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.Inventory;
import io.docuvault.storage.Inventory.FoundObject;
import io.docuvault.storage.Inventory.FoundUpload;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Every day: removes what lies in the stores without a row that knows of it, once it is so old that none can come. Such
 * things are left by a crash between two steps, by a store that was away when something was to be removed, and by clients
 * that use an upload's URL once more.
 *
 * <p>Deletes nothing of an owner whom the database does not know, because a bucket may be shared; and no objects at all
 * where too many seem to have no row, because that looks like a database that was put back to an earlier day.
 */
@Component
class StoreSweep implements ScheduledWork {

    private static final Logger log = LoggerFactory.getLogger(StoreSweep.class);
    private static final int BATCH = 500;
    /** Fewer objects without a row are always taken for what they are. */
    private static final int FEW = 100;

    private static final int SUSPICIOUS_SHARE = 10;

    private final JdbcClient jdbc;
    private final Stores stores;
    private final DocumentSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    StoreSweep(
            JdbcClient jdbc, Stores stores, DocumentSettings settings, TransactionTemplate transactions, Clock clock) {
        this.jdbc = jdbc;
        this.stores = stores;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "store-sweep";
    }

    @Override
    public Schedule schedule() {
        return FixedDelay.of(Duration.ofDays(1));
    }

    @Override
    public void run() {
        stores.all().forEach(this::sweep);
    }

    /** Compares one store with the rows that the caller may see. */
    void sweep(BlobStore store) {
        store.inventory().ifPresent(inventory -> sweep(store, inventory, old()));
    }

    private void sweep(BlobStore store, Inventory inventory, Instant old) {
        try {
            try (Stream<FoundUpload> staged = inventory.stagedBefore(old)) {
                inBatches(staged, batch -> discardUnknown(store, batch));
            }
            delete(store, orphans(store, inventory, old));
        } catch (IOException | UncheckedIOException e) {
            log.warn("The store {} could not be compared with the documents; the next run does", store.id(), e);
        }
    }

    /** The objects of a store that nothing knows of; empty where it can't say what it holds. */
    Optional<Orphans> orphans(BlobStore store) throws IOException {
        Optional<Inventory> inventory = store.inventory();
        return inventory.isEmpty() ? Optional.empty() : Optional.of(orphans(store, inventory.get(), old()));
    }

    private Orphans orphans(BlobStore store, Inventory inventory, Instant old) throws IOException {
        Orphans orphans = new Orphans();
        try (Stream<FoundObject> objects = inventory.objectsBefore(old)) {
            inBatches(objects, batch -> orphans.add(batch.size(), unknown(store, batch)));
        }
        return orphans;
    }

    private Instant old() {
        return clock.instant().minus(settings.uploadLifetime()).minus(settings.uploadGrace());
    }

    private void discardUnknown(BlobStore store, List<FoundUpload> batch) {
        Set<UUID> pending = pending(batch.stream().map(FoundUpload::upload).toList());
        for (FoundUpload found : batch) {
            if (!pending.contains(found.upload())) {
                remove(store, "staged upload " + found.upload(), () -> store.discard(found.staged()));
            }
        }
    }

    private void delete(BlobStore store, Orphans orphans) {
        if (orphans.areSuspicious()) {
            log.error(
                    "{} of {} objects in the store {} have no document. Was the database restored? Nothing is removed.",
                    orphans.found.size(),
                    orphans.seen,
                    store.id());
            return;
        }
        // Looked up once more: a document may have been restored since.
        for (FoundObject orphan : orphans.found) {
            remove(store, "object " + orphan.ref().value(), () -> deleteIfUnknown(store, orphan));
        }
    }

    /** Unless something has come to know of it meanwhile. */
    void deleteIfUnknown(BlobStore store, FoundObject orphan) throws IOException {
        if (!unknown(store, List.of(orphan)).isEmpty()) {
            store.delete(orphan.ref());
        }
    }

    private interface Removal {
        void run() throws IOException;
    }

    /** One thing that can't be removed does not keep the others. */
    private static void remove(BlobStore store, String what, Removal removal) {
        try {
            removal.run();
            log.info("Removed the {} from the store {}: nothing knows of it", what, store.id());
        } catch (IOException | RuntimeException e) {
            log.warn("The {} in the store {} can't be removed now", what, store.id(), e);
        }
    }

    private Set<UUID> pending(Collection<UUID> uploads) {
        return Set.copyOf(Objects.requireNonNull(transactions.execute(_ -> jdbc.sql("""
                        select id from uploads where id = any(:ids::uuid[]) and state in ('pending', 'verifying')
                        union all
                        select id from move_items where id = any(:ids::uuid[])
                        """)
                .param("ids", UuidArray.of(uploads))
                .query((row, _) -> row.getObject(1, UUID.class))
                .list())));
    }

    /** Those objects of known owners of which no document, upload under way, document on its way or pending removal knows. */
    private List<FoundObject> unknown(BlobStore store, List<FoundObject> batch) {
        List<UUID> owners = batch.stream().map(FoundObject::owner).distinct().toList();
        List<UUID> documents =
                batch.stream().map(FoundObject::document).distinct().toList();
        List<String> refs = batch.stream().map(found -> found.ref().value()).toList();
        Set<UUID> ours = new HashSet<>();
        Set<String> known = new HashSet<>();
        transactions.executeWithoutResult(_ -> {
            ours.addAll(jdbc.sql("select id from users where id = any(:ids::uuid[])")
                    .param("ids", UuidArray.of(owners))
                    .query((row, _) -> row.getObject(1, UUID.class))
                    .list());
            known.addAll(jdbc.sql("""
                            select blob_ref from documents where id = any(:ids::uuid[]) and store = :store
                            union all
                            select blob_ref from blobs_to_delete where blob_ref = any(:refs) and store = :store
                            union all
                            select document_id::text from uploads
                            where document_id = any(:ids::uuid[]) and state in ('pending', 'verifying')
                            union all
                            select document_id::text from move_items where document_id = any(:ids::uuid[])
                            """)
                    .param("ids", UuidArray.of(documents))
                    .param("refs", refs.toArray(String[]::new))
                    .param("store", store.id())
                    .query(String.class)
                    .list());
        });
        return batch.stream()
                .filter(found -> ours.contains(found.owner()))
                .filter(found -> !known.contains(found.ref().value())
                        && !known.contains(found.document().toString()))
                .toList();
    }

    private interface Batch<T> {
        void take(List<T> items);
    }

    private static <T> void inBatches(Stream<T> all, Batch<T> work) {
        List<T> batch = new ArrayList<>(BATCH);
        for (Iterator<T> each = all.iterator(); each.hasNext(); ) {
            batch.add(each.next());
            if (batch.size() == BATCH || !each.hasNext()) {
                work.take(List.copyOf(batch));
                batch.clear();
            }
        }
    }

    /** What was seen of a store's objects. */
    static final class Orphans {

        private final List<FoundObject> found = new ArrayList<>();
        private long seen;

        void add(int looked, List<FoundObject> unknown) {
            seen += looked;
            found.addAll(unknown);
        }

        long seen() {
            return seen;
        }

        List<FoundObject> found() {
            return found;
        }

        /** So many that the database rather than the store has lost something. */
        boolean areSuspicious() {
            return found.size() > FEW && found.size() * (long) SUSPICIOUS_SHARE > seen;
        }
    }
}
