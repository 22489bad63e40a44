package io.docuvault.storage;

import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The stores that the server has. Documents say in which of them they are, so that a new default moves nothing. */
@Component
public class Stores {

    private final BlobStore preferred;
    private final Map<String, BlobStore> byId;
    private final ConnectionStores connections;

    /** @param stores the preferred one first ({@code @Order}) */
    Stores(List<BlobStore> stores, ConnectionStores connections) {
        this.connections = connections;
        this.preferred = stores.getFirst();
        this.byId = stores.stream().collect(Collectors.toUnmodifiableMap(BlobStore::id, Function.identity()));
    }

    /** Where new documents go. */
    public BlobStore preferred() {
        return preferred;
    }

    public List<BlobStore> all() {
        return List.copyOf(byId.values());
    }

    /**
     * The store of this id: one of the server's, or the caller's connection with this id.
     *
     * @throws StoreException {@code REFUSED} if the server no longer has it
     */
    public BlobStore get(String id) throws IOException {
        BlobStore store = byId.get(id);
        if (store != null) {
            return store;
        }
        try {
            return connections.open(UUID.fromString(id));
        } catch (IllegalArgumentException _) {
            throw new StoreException(Kind.REFUSED, "The store '" + id + "' is not set up on this server any more.");
        }
    }
}
