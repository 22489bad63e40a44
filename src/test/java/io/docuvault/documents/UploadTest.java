package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@HttpTest
class UploadTest {

    private static final int PART = 8 * 1024 * 1024;

    @Autowired
    Api api;

    private Vault anna;

    @BeforeEach
    void register() {
        anna = new Vault(api.newPerson());
    }

    @Test
    void partsSentInAnyOrderBecomeADocumentWithTheSameBytes() {
        byte[] content = bytes(2 * PART + 12_345);
        JsonNode upload = anna.announce("scan.bin", content, Map.of("sha256", Vault.sha256(content)))
                .body();
        JsonNode parts = upload.get("parts");
        assertThat(parts).hasSize(3);
        for (int part : new int[] {2, 0, 1}) {
            anna.sendPart(parts.get(part), content);
        }
        Vault.Answer completed = anna.complete(upload, Map.of());
        assertThat(completed.status()).isEqualTo(201);
        JsonNode document = completed.body();
        assertThat(document.get("id")).isEqualTo(upload.get("documentId"));
        assertThat(document.get("sha256").asString()).isEqualTo(Vault.sha256(content));
        assertThat(document.get("size").asInt()).isEqualTo(content.length);
        assertThat(anna.get("/api/documents").body().get("items")).hasSize(1);
        byte[] downloaded = anna.http
                .get()
                .uri("/api/documents/{id}/content", document.get("id").asString())
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody();
        assertThat(downloaded).isEqualTo(content);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random().nextBytes(bytes);
        return bytes;
    }
}
