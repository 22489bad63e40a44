package io.docuvault.storage;

import io.docuvault.shared.Probe;
import java.io.IOException;
import org.springframework.stereotype.Component;

/** The file store's part of {@code GET /health}. */
@Component
class StorageProbe implements Probe {

    private final BlobStore store;

    StorageProbe(BlobStore store) {
        this.store = store;
    }

    @Override
    public String part() {
        return "storage";
    }

    @Override
    public void check() throws IOException {
        store.check();
    }
}
