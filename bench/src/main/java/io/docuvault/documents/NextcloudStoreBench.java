package io.docuvault.documents;

import io.docuvault.storage.webdav.Names;
import io.docuvault.storage.webdav.NextcloudImitation;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** One large file in chunks to an imitation of Nextcloud, which keeps it on disk. */
@Import(Names.Configuration.class)
class NextcloudStoreBench extends LargeFile {

    private static final NextcloudImitation NEXTCLOUD = new NextcloudImitation();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("docuvault.secrets.credentials.key", () -> "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=");
        registry.add("STORAGE_ALLOWED_NETWORKS", () -> "nextcloud.test");
    }

    @AfterAll
    static void stop() {
        NEXTCLOUD.close();
    }

    @Override
    Optional<String> connect(Vault anna) {
        return Optional.of(anna.post(
                        "/api/connections",
                        Map.of(
                                "kind",
                                "nextcloud",
                                "settings",
                                Map.of(
                                        "url",
                                        NEXTCLOUD.address().replace("localhost", "nextcloud.test"),
                                        "username",
                                        NextcloudImitation.LOGIN),
                                "credentials",
                                Map.of("password", NextcloudImitation.PASSWORD)))
                .body()
                .get("id")
                .asString());
    }
}
