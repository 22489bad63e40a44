package io.docuvault.storage;

import io.docuvault.shared.Caller;
import io.docuvault.shared.Probe;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The part of {@code GET /health} about those of the server's stores that new documents no longer go to, as far as
 * documents still lie there. Users' connections are no part of the server.
 */
@Component
class EarlierStoresProbe implements Probe {

    /** Anybody may ask, but only this often is looked into the documents. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Stores stores;
    private final StoredDocuments documents;
    private final TransactionTemplate transactions;
    private final Clock clock;
    /** One looks at a time; the others go by what was seen before. */
    private final AtomicBoolean looking = new AtomicBoolean();

    private volatile Known known = new Known(Instant.MIN, List.of());

    EarlierStoresProbe(Stores stores, StoredDocuments documents, TransactionTemplate transactions, Clock clock) {
        this.stores = stores;
        this.documents = documents;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Known(Instant at, List<BlobStore> stores) {}

    @Override
    public String part() {
        return "earlier_storage";
    }

    @Override
    public boolean matters() {
        return !inUse().isEmpty();
    }

    @Override
    public void check() throws IOException {
        for (BlobStore store : inUse()) {
            store.check();
        }
    }

    private List<BlobStore> inUse() {
        Known now = known;
        if (clock.instant().minus(REMEMBERED).isAfter(now.at()) && looking.compareAndSet(false, true)) {
            try {
                now = new Known(clock.instant(), look());
                known = now;
            } finally {
                looking.set(false);
            }
        }
        return now.stores();
    }

    private List<BlobStore> look() {
        List<BlobStore> earlier = stores.all().stream()
                .filter(store -> !store.id().equals(stores.preferred().id()))
                .toList();
        if (earlier.isEmpty()) {
            return List.of();
        }
        return Caller.system()
                .call(() -> Objects.requireNonNull(transactions.execute(_ -> earlier.stream()
                        .filter(store -> documents.anyIn(store.id()))
                        .toList())));
    }
}
