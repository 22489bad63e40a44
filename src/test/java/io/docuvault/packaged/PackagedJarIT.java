package io.docuvault.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.storage.s3.FaultyProxy;
import io.docuvault.storage.s3.FaultyProxy.Fault;
import io.docuvault.storage.s3.S3Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What somebody has put in is there again after the server was killed, and nothing stands in the way of its start. */
class PackagedJarIT {

    private static final String PASSWORD = "a vault for the winter of 2026";
    private static final String TEXT = "The heron contract was signed in Lübeck on 12 March 2026 by all parties.";

    private final JsonMapper json = new JsonMapper();

    @TempDir
    private Path dataDirectory;

    @Test
    void comesUpOnTheSameDataAfterAKill() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String document;
            try (RunningJar jar = RunningJar.start(dataDirectory, Map.of())) {
                post(http, jar, "/api/setup", null, credentials());
                String token = signIn(http, jar);
                document = upload(http, jar, token).path("id").asString();
                awaitHit(http, jar, token, document);
                jar.kill();
            }
            try (RunningJar jar = RunningJar.start(dataDirectory, Map.of())) {
                String token = signIn(http, jar);
                awaitHit(http, jar, token, document);
                assertThat(get(http, jar, token, "/api/documents/" + document + "/content")
                                .body())
                        .isEqualTo(TEXT);
                assertThat(get(http, jar, token, "/documents").body()).contains("<title>");
                assertThat(RunningJar.command(dataDirectory, "verify"))
                        .contains("Everything is as it should be.")
                        .doesNotContain("NOT OK");
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(processesIn(dataDirectory)).isEmpty());
    }

    @Test
    void goesOnWithAVerificationThatAKillCutOff() throws Exception {
        byte[] content = new byte[100_000];
        new Random().nextBytes(content);
        try (HttpClient http = HttpClient.newHttpClient();
                S3Server store = new S3Server();
                FaultyProxy proxy = new FaultyProxy(store.address())) {
            Map<String, String> settings = Map.of(
                    "MINIO_ENDPOINT",
                    proxy.address().toString(),
                    "MINIO_ACCESS_KEY",
                    S3Server.ACCESS_KEY,
                    "MINIO_SECRET_KEY",
                    S3Server.SECRET_KEY,
                    "FRONTEND_URL",
                    S3Server.ORIGIN,
                    "DOCUVAULT_DOCUMENTS_VERIFYATONCE",
                    "1KB",
                    "DOCUVAULT_DOCUMENTS_COMPLETIONPATIENCE",
                    "1s");
            JsonNode upload;
            try (RunningJar jar = RunningJar.start(dataDirectory, settings)) {
                post(http, jar, "/api/setup", null, credentials());
                String token = signIn(http, jar);
                upload = json.readTree(post(http, jar, "/api/uploads", token, "{\"name\": \"a.bin\", \"size\": 100000}")
                        .body());
                JsonNode part = upload.at("/parts/0");
                HttpRequest.Builder put = HttpRequest.newBuilder(
                                URI.create(part.get("url").asString()))
                        .PUT(BodyPublishers.ofByteArray(content));
                part.get("headers").forEachEntry((name, value) -> put.header(name, value.asString()));
                assertThat(http.send(put.build(), BodyHandlers.discarding()).statusCode())
                        .isEqualTo(200);
                proxy.spoil("GET /docuvault/[.]staging/[^?]*", Fault.HELD);
                HttpResponse<String> accepted = post(http, jar, completion(upload), token, "{}");
                assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
                jar.kill();
            }
            proxy.behave();
            try (RunningJar jar = RunningJar.start(dataDirectory, settings)) {
                String token = signIn(http, jar);
                await().atMost(Duration.ofSeconds(90))
                        .pollInterval(Duration.ofSeconds(1))
                        .untilAsserted(() -> assertThat(post(http, jar, completion(upload), token, "{}")
                                        .statusCode())
                                .isEqualTo(201));
                String document = "/api/documents/" + upload.get("documentId").asString();
                assertThat(http.send(request(jar, document + "/content", token).build(), BodyHandlers.ofByteArray())
                                .body())
                        .isEqualTo(content);
                JsonNode account =
                        json.readTree(get(http, jar, token, "/api/account").body());
                assertThat(account.get("usedBytes").asLong()).isEqualTo(content.length);
                assertThat(account.get("reservedBytes").asLong()).isZero();
            }
        }
    }

    private static String completion(JsonNode upload) {
        return "/api/uploads/" + upload.get("id").asString() + "/complete";
    }

    @Test
    void rotatesTheSigningKeysBesideTheRunningServer() throws Exception {
        Map<String, String> settings = Map.of("DOCUVAULT_ACCOUNTS_SIGNINGKEYS_LOOKAGAIN", "1s");
        try (HttpClient http = HttpClient.newHttpClient();
                RunningJar jar = RunningJar.start(dataDirectory, settings)) {
            post(http, jar, "/api/setup", null, credentials());
            String earlier = signIn(http, jar);

            String said = RunningJar.command(dataDirectory, "keys", "rotate");

            assertThat(said).contains("The key ", " signs from now on").doesNotContain(kid(earlier));
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(said).contains(kid(signIn(http, jar))));
            assertThat(get(http, jar, earlier, "/api/account").statusCode())
                    .as("nobody is signed out")
                    .isEqualTo(200);

            RunningJar.command(dataDirectory, "keys", "rotate", "--immediately");

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    get(http, jar, earlier, "/api/account").statusCode())
                            .isEqualTo(401));
            assertThat(get(http, jar, signIn(http, jar), "/api/account").statusCode())
                    .isEqualTo(200);
        }
    }

    private String kid(String token) {
        byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
        return json.readTree(header).path("kid").asString();
    }

    private void awaitHit(HttpClient http, RunningJar jar, String token, String document) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode found = json.readTree(
                    get(http, jar, token, "/api/search?q=heron+l%C3%BCbeck").body());
            assertThat(found.at("/items/0/document/id").asString()).isEqualTo(document);
            assertThat(found.at("/items/0/document/status").asString()).isEqualTo("ready");
        });
    }

    private String signIn(HttpClient http, RunningJar jar) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(http, jar, "/api/auth/login", null, credentials());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body()).path("accessToken").asString();
    }

    private String credentials() {
        return json.writeValueAsString(Map.of("email", "owner@example.org", "password", PASSWORD));
    }

    private JsonNode upload(HttpClient http, RunningJar jar, String token) throws IOException, InterruptedException {
        String body = "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"heron.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n" + TEXT + "\r\n--limit--\r\n";
        HttpResponse<String> answer = http.send(
                request(jar, "/api/documents", token)
                        .header("Content-Type", "multipart/form-data; boundary=limit")
                        .POST(BodyPublishers.ofString(body, UTF_8))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json.readTree(answer.body());
    }

    private HttpResponse<String> post(HttpClient http, RunningJar jar, String path, @Nullable String token, String body)
            throws IOException, InterruptedException {
        return http.send(
                request(jar, path, token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(HttpClient http, RunningJar jar, String token, String path)
            throws IOException, InterruptedException {
        return http.send(request(jar, path, token).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(RunningJar jar, String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(jar.address().resolve(path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Processes whose working directory lies below {@code directory}: a database server's is its data directory. */
    private static Stream<Long> processesIn(Path directory) {
        return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(pid -> {
            try {
                return Files.readSymbolicLink(Path.of("/proc", String.valueOf(pid), "cwd"))
                        .startsWith(directory.toRealPath());
            } catch (IOException _) {
                return false;
            }
        });
    }
}
