package io.docuvault.storage.googledrive;

import io.docuvault.storage.BlobStore;
import io.docuvault.storage.BlobStoreContract;
import io.docuvault.storage.CloudFixture;
import org.junit.jupiter.api.AfterEach;

/** What every back-end must do, done by Google Drive. */
class GoogleDriveStoreTest extends BlobStoreContract {

    private final GoogleImitation google = new GoogleImitation();
    private final BlobStore store = GoogleDrives.store(google, CloudFixture.tokens(google.oauth));

    @Override
    protected BlobStore store() {
        return store;
    }

    @AfterEach
    void stop() {
        google.close();
    }

    @Override
    protected boolean listsObjects() {
        return false;
    }
}
