package io.docuvault.storage;

import io.docuvault.shared.Probe;
import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Component;

/** The part of {@code GET /health} about the store that new documents go to. */
@Component
class StorageProbe implements Probe {

    private final Stores stores;

    StorageProbe(Stores stores) {
        this.stores = stores;
    }

    @Override
    public String part() {
        return "storage";
    }

    @Override
    public void check() throws IOException {
        stores.preferred().check();
    }

    @Override
    public List<String> remarks() {
        return stores.preferred().remarks();
    }
}
