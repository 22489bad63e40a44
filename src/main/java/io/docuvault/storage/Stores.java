package io.docuvault.storage;

import io.docuvault.storage.StoreException.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The stores that the server has. Documents say in which of them they are, so that a new default moves nothing. */
@Component
public class Stores {

    private final BlobStore preferred;
    private final Map<String, BlobStore> byId;

    /** @param stores the preferred one first ({@code @Order}) */
    Stores(List<BlobStore> stores) {
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
     * The store of this id.
     *
     * @throws StoreException {@code REFUSED} if the server no longer has it
     */
    public BlobStore get(String id) throws StoreException {
        BlobStore store = byId.get(id);
        if (store == null) {
            throw new StoreException(Kind.REFUSED, "The store '" + id + "' is not set up on this server any more.");
        }
        return store;
    }
}
