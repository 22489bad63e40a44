package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Digests;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/**
 * Sends one large file up in parts, four at a time, and fetches it again, while the live heap is looked at every second.
 * Client, server and (for S3) the store run in this one process, so that the figure is an upper bound.
 */
@HttpTest
abstract class LargeFile {

    private static final long SIZE =
            DataSize.parse(System.getProperty("bench.size", "500MB")).toBytes();
    private static final long MOST_GROWTH = DataSize.ofMegabytes(64).toBytes();
    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    @Autowired
    Api api;

    @Autowired
    Stores stores;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void goesUpAndDownWithoutFillingTheHeap() throws Exception {
        Awaitility.await().ignoreExceptions().untilAsserted(() -> stores.preferred()
                .check());
        Vault anna = new Vault(api.newPerson());
        Caller.user(anna.person.id())
                .run(() -> transactions.executeWithoutResult(
                        _ -> jdbc.sql("update users set quota_bytes = " + 2 * SIZE).update()));
        Optional<String> connection = connect(anna);
        Map<String, Object> announced = new HashMap<>(Map.of("name", "large.bin", "size", SIZE));
        connection.ifPresent(id -> announced.put("connectionId", id));
        String hash = hash(new Sample(0, SIZE));
        announced.put("sha256", hash);
        try (LiveHeap heap = new LiveHeap()) {
            long begun = System.nanoTime();
            JsonNode upload = anna.post("/api/uploads", announced).body();
            sendAll(upload);
            report("sent", begun);
            begun = System.nanoTime();
            Vault.Answer completed = anna.complete(upload, Map.of());
            assertThat(completed.status()).as(completed.toString()).isIn(201, 202);
            report("answered with " + completed.status(), begun);
            Awaitility.await()
                    .atMost(Duration.ofHours(1))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> state(anna, upload), state -> !state.equals("verifying"));
            assertThat(state(anna, upload)).isEqualTo("stored");
            report("verified and moved", begun);
            if (connection.isPresent()) {
                begun = System.nanoTime();
                String document = "/api/documents/" + upload.get("documentId").asString();
                Awaitility.await().atMost(PATIENCE).until(() -> anna.get(document)
                        .body()
                        .get("connectionId")
                        .asString("")
                        .equals(connection.get()));
                report("taken there", begun);
            }
            begun = System.nanoTime();
            assertThat(download(anna, upload.get("documentId").asString())).isEqualTo(hash);
            report("fetched", begun);
            System.out.printf("%-20s %d MB more live heap at most%n", getClass().getSimpleName(), heap.growth() >> 20);
            assertThat(heap.growth()).isLessThan(MOST_GROWTH);
        }
    }

    private static String state(Vault anna, JsonNode upload) {
        return anna.get("/api/uploads/" + upload.get("id").asString())
                .body()
                .get("state")
                .asString();
    }

    /** Connects storage of the user's own that the file is to go to; none for the server's. */
    Optional<String> connect(Vault anna) {
        return Optional.empty();
    }

    private void sendAll(JsonNode upload) throws InterruptedException {
        Semaphore free = new Semaphore(AT_ONCE);
        AtomicLong sent = new AtomicLong();
        for (JsonNode part : upload.get("parts")) {
            free.acquire();
            Thread.ofVirtual().start(() -> {
                try {
                    sent.addAndGet(send(part));
                } finally {
                    free.release();
                }
            });
        }
        free.acquire(AT_ONCE);
        assertThat(sent).hasValue(SIZE);
    }

    private long send(JsonNode part) {
        long size = part.get("size").asLong();
        Sample bytes = new Sample(part.get("offset").asLong(), size);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(part.get("url").asString()))
                .PUT(BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> bytes), size));
        part.get("headers").forEachEntry((name, value) -> request.header(name, value.asString()));
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
            return size;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String download(Vault anna, String id) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api.baseUrl() + "/api/documents/" + id + "/content"))
                .header("Authorization", "Bearer " + anna.person.accessToken())
                .header("User-Agent", "docuvault-test/1.0")
                .build();
        HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return hash(answer.body());
    }

    private static String hash(InputStream bytes) throws IOException {
        MessageDigest digest = Digests.sha256();
        byte[] buffer = new byte[64 * 1024];
        try (bytes) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void report(String what, long begun) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                "%-20s %s: %d MB in %.1f s, %.0f MB/s%n",
                getClass().getSimpleName(), what, SIZE >> 20, seconds, (SIZE >> 20) / seconds);
    }

    /** Bytes that depend on their place only, and do not repeat soon. */
    private static final class Sample extends InputStream {

        private final long end;
        private long position;

        Sample(long offset, long length) {
            this.position = offset;
            this.end = offset + length;
        }

        @Override
        public int read() {
            return position < end ? at(position++) & 0xff : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (position == end) {
                return -1;
            }
            int count = (int) Math.min(length, end - position);
            for (int i = 0; i < count; i++) {
                buffer[offset + i] = at(position++);
            }
            return count;
        }

        private static byte at(long position) {
            return (byte) ((position * 0x9E3779B97F4A7C15L) >>> 56);
        }
    }
}
