package io.docuvault.storage.webdav;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RcloneStoreTest extends WebDavContract {

    private static DavServer server;

    @BeforeAll
    static void start() {
        server = DavServer.rclone();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    DavServer server() {
        return server;
    }
}
