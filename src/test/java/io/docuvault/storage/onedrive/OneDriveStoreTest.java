package io.docuvault.storage.onedrive;

import io.docuvault.storage.BlobStore;
import io.docuvault.storage.BlobStoreContract;
import io.docuvault.storage.CloudFixture;
import org.junit.jupiter.api.AfterEach;

/** What every back-end must do, done by OneDrive. */
class OneDriveStoreTest extends BlobStoreContract {

    private final MicrosoftImitation microsoft = new MicrosoftImitation();
    private final BlobStore store = OneDrives.store(microsoft, CloudFixture.tokens(microsoft.oauth));

    @Override
    protected BlobStore store() {
        return store;
    }

    @AfterEach
    void stop() {
        microsoft.close();
    }

    @Override
    protected boolean listsObjects() {
        return false;
    }
}
