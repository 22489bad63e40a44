package io.docuvault.documents;

import io.docuvault.storage.webdav.DavServer;
import io.docuvault.storage.webdav.Names;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** One large file to Apache's mod_dav. */
@Import(Names.Configuration.class)
class WebDavStoreBench extends LargeFile {

    private static final DavServer APACHE = DavServer.apache();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("docuvault.secrets.credentials.key", () -> "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=");
        registry.add("STORAGE_ALLOWED_NETWORKS", () -> "apache.test");
    }

    @AfterAll
    static void stop() {
        APACHE.close();
    }

    @Override
    Optional<String> connect(Vault anna) {
        String url = "http://apache.test:" + APACHE.address().getPort();
        return Optional.of(anna.post(
                        "/api/connections",
                        Map.of(
                                "kind",
                                "webdav",
                                "settings",
                                Map.of("url", url, "username", DavServer.USER),
                                "credentials",
                                Map.of("password", DavServer.PASSWORD)))
                .body()
                .get("id")
                .asString());
    }
}
