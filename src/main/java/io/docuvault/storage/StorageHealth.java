package io.docuvault.storage;

import io.docuvault.shared.Caller;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** How the server's stores are, and how many users' connections work: numbers only of the latter. */
@Service
public class StorageHealth implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 5;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Stores stores;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    StorageHealth(Stores stores, JdbcClient jdbc, TransactionTemplate transactions) {
        this.stores = stores;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * One of the server's stores.
     *
     * @param preferred whether new documents go there
     * @param problem why it does not work, in a sentence
     * @param remarks what is not as it should be though it works
     */
    public record StoreState(
            String id, boolean preferred, @Nullable String problem, List<String> remarks) {}

    /** Users' connections of one kind. */
    public record ConnectionCount(String kind, long connections, long reconnect, long unreachable) {}

    /** The preferred one first. */
    public List<StoreState> stores() {
        List<CompletableFuture<StoreState>> looking =
                stores.all().stream().map(this::look).toList();
        return looking.stream()
                .map(CompletableFuture::join)
                .sorted((one, other) -> Boolean.compare(other.preferred(), one.preferred()))
                .toList();
    }

    public List<ConnectionCount> connections() {
        return Objects.requireNonNull(Caller.system()
                .call(() -> transactions.execute(_ -> jdbc.sql("""
                                select kind, count(*) as connections,
                                    count(*) filter (where state = 'reconnect') as reconnect,
                                    count(*) filter (where state = 'unreachable') as unreachable
                                from connections group by kind order by kind
                                """)
                        .query((row, _) -> new ConnectionCount(
                                row.getString("kind"),
                                row.getLong("connections"),
                                row.getLong("reconnect"),
                                row.getLong("unreachable")))
                        .list())));
    }

    private CompletableFuture<StoreState> look(BlobStore store) {
        return CompletableFuture.supplyAsync(() -> check(store), threads)
                .completeOnTimeout(
                        state(store, "It does not answer in time.", List.of()), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private StoreState check(BlobStore store) {
        try {
            store.check();
            return state(store, null, store.remarks());
        } catch (IOException e) {
            return state(store, e.getMessage(), store.remarks());
        }
    }

    private StoreState state(BlobStore store, @Nullable String problem, List<String> remarks) {
        return new StoreState(store.id(), store.id().equals(stores.preferred().id()), problem, remarks);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
