package io.docuvault.storage.webdav;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ApacheStoreTest extends WebDavContract {

    private static DavServer server;

    @BeforeAll
    static void start() {
        server = DavServer.apache();
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
