package io.docuvault.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.storage.CloudSignIn;
import io.docuvault.storage.Gate;
import io.docuvault.storage.OAuthImitation;
import io.docuvault.storage.VendorImitation.Seen;
import io.docuvault.storage.VendorImitation.Trouble;
import io.docuvault.storage.googledrive.GoogleImitation;
import io.docuvault.storage.onedrive.MicrosoftImitation;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that is killed again and again while it moves documents, and whose keys are changed while it uses them. */
class DriveIT {

    private static final String PASSWORD = "a vault for the winter of 2026";
    private static final Duration LONG = Duration.ofSeconds(90);

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final GoogleImitation google = new GoogleImitation();
    private final MicrosoftImitation microsoft = new MicrosoftImitation();

    @TempDir
    private Path dataDirectory;

    @AfterEach
    void closeAll() {
        http.close();
        google.close();
        microsoft.close();
    }

    private RunningJar start() throws IOException {
        return RunningJar.start(
                dataDirectory,
                Map.ofEntries(
                        Map.entry("GOOGLE_CLIENT_ID", OAuthImitation.CLIENT_ID),
                        Map.entry("GOOGLE_CLIENT_SECRET", OAuthImitation.CLIENT_SECRET),
                        Map.entry("DOCUVAULT_STORAGE_GOOGLEDRIVE_AUTHORIZATIONURL", google.url() + "/auth"),
                        Map.entry("DOCUVAULT_STORAGE_GOOGLEDRIVE_TOKENURL", google.url() + "/token"),
                        Map.entry("DOCUVAULT_STORAGE_GOOGLEDRIVE_APIURL", google.url()),
                        Map.entry("ONEDRIVE_CLIENT_ID", OAuthImitation.CLIENT_ID),
                        Map.entry("ONEDRIVE_CLIENT_SECRET", OAuthImitation.CLIENT_SECRET),
                        Map.entry("DOCUVAULT_STORAGE_ONEDRIVE_LOGINURL", microsoft.url()),
                        Map.entry("DOCUVAULT_STORAGE_ONEDRIVE_APIURL", microsoft.url() + "/v1.0"),
                        // So that it is soon noticed who is dead.
                        Map.entry("DOCUVAULT_JOBS_HEARTBEAT", "1s")));
    }

    @Test
    void everyDocumentIsMovedOnceHoweverOftenTheServerIsKilled() throws Exception {
        Map<String, String> documents = new LinkedHashMap<>();
        String connection;
        try (RunningJar jar = start()) {
            send(jar, null, "POST", "/api/setup", credentials());
            String token = signIn(jar);
            connection = CloudSignIn.connect(jar.address().toString(), token, "google", null);
            for (int number = 1; number <= 8; number++) {
                String text =
                        "Page %d of the heron contract. ".formatted(number).repeat(1000 * number);
                documents.put(upload(jar, token, "page-" + number + ".txt", text, null), text);
            }
            move(jar, token, "server", connection);
            killAt(jar, request -> request.is("POST", "/upload/drive/v3/files"));
        }
        killOnceMoreAt(request -> request.method().equals("PATCH"));
        killOnceMoreAt(request -> "media".equals(request.query().get("alt")));
        killAfterALostAnswer();
        try (RunningJar jar = start()) {
            String token = signIn(jar);
            awaitDone(jar, token, 8);
            await().atMost(LONG).until(() -> objects().isEmpty());
            assertThat(google.files())
                    .extracting(file -> file.name)
                    .hasSize(8)
                    .noneMatch(name -> name.startsWith("upload-"));
            assertSame(jar, token, documents);

            move(jar, token, connection, null);
            killAt(jar, request -> "media".equals(request.query().get("alt")));
        }
        killOnceMoreAt(request -> request.method().equals("DELETE"));
        try (RunningJar jar = start()) {
            String token = signIn(jar);
            awaitDone(jar, token, 8);
            await().atMost(LONG).until(() -> google.files().isEmpty());
            assertSame(jar, token, documents);
            assertThat(objects()).hasSize(8);
            assertThat(objects().stream().map(DriveIT::content))
                    .containsExactlyInAnyOrderElementsOf(documents.values());
            assertThat(staged()).isEmpty();
        }
    }

    private void killOnceMoreAt(Predicate<Seen> when) throws IOException {
        Gate gate = Gate.at(google, when);
        try (RunningJar jar = start()) {
            gate.awaitReached();
            jar.kill();
        }
        gate.open();
    }

    private void killAt(RunningJar jar, Predicate<Seen> when) {
        Gate gate = Gate.at(google, when);
        gate.awaitReached();
        jar.kill();
        gate.open();
    }

    /** The drive has the whole copy, and the server, which has not heard of it, asks when it dies. */
    private void killAfterALostAnswer() throws IOException {
        AtomicInteger sent = new AtomicInteger();
        google.fail(
                request -> request.is("PUT", "/upload/drive/v3/files") && sent.getAndIncrement() == 0,
                new Trouble.LoseAnswer());
        killOnceMoreAt(request -> request.is("PUT", "/upload/drive/v3/files") && sent.getAndIncrement() > 0);
    }

    @Test
    void theKeyOfCredentialsIsChangedBesideAServerThatRenewsTokens() throws Exception {
        String connection;
        String document;
        try (RunningJar jar = start()) {
            send(jar, null, "POST", "/api/setup", credentials());
            String token = signIn(jar);
            connection = CloudSignIn.connect(jar.address().toString(), token, "onedrive", null);
            document = upload(jar, token, "letter.txt", "under any key", connection);
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger renewed = new AtomicInteger();
            AtomicInteger unread = new AtomicInteger();
            Thread reader = Thread.ofVirtual().start(() -> {
                while (!over.get()) {
                    microsoft.oauth.expireAccessTokens();
                    renewed.incrementAndGet();
                    if (!isRead(jar, token, document)) {
                        unread.incrementAndGet();
                    }
                }
            });
            String said = RunningJar.command(dataDirectory, "keys", "rotate-credentials");
            String again = RunningJar.command(dataDirectory, "keys", "rotate-credentials");
            over.set(true);
            reader.join();
            assertThat(List.of(said, again))
                    .allSatisfy(one -> assertThat(one)
                            .contains(
                                    "The new key ",
                                    "Credentials sealed under the key ",
                                    ": 1. Left under former keys: 0."));
            assertThat(said).isNotEqualTo(again);
            assertThat(renewed.get()).isPositive();
            assertThat(unread.get()).isZero();
        }
        try (RunningJar jar = start()) {
            String token = signIn(jar);
            microsoft.oauth.expireAccessTokens();
            assertThat(isRead(jar, token, document)).isTrue();
            assertThat(json.readTree(send(jar, token, "GET", "/api/connections", null)
                                    .body())
                            .at("/items/0/state")
                            .asString())
                    .isEqualTo("ok");
        }
    }

    private boolean isRead(RunningJar jar, String token, String document) {
        try {
            return send(jar, token, "GET", "/api/documents/" + document + "/content", null)
                    .body()
                    .equals("under any key");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void move(RunningJar jar, String token, String from, @Nullable String to)
            throws IOException, InterruptedException {
        Map<String, @Nullable String> wish = new HashMap<>();
        wish.put("from", from);
        wish.put("to", to);
        assertThat(send(jar, token, "POST", "/api/moves", json.writeValueAsString(wish))
                        .statusCode())
                .isEqualTo(202);
    }

    private void awaitDone(RunningJar jar, String token, int moved) {
        await().atMost(LONG).untilAsserted(() -> {
            JsonNode move = json.readTree(
                            send(jar, token, "GET", "/api/moves", null).body())
                    .at("/items/0");
            assertThat(move.path("state").asString()).as(move.toString()).isEqualTo("done");
            assertThat(move.path("moved").asInt()).isEqualTo(moved);
        });
    }

    private void assertSame(RunningJar jar, String token, Map<String, String> documents)
            throws IOException, InterruptedException {
        for (Map.Entry<String, String> document : documents.entrySet()) {
            assertThat(send(jar, token, "GET", "/api/documents/" + document.getKey() + "/content", null)
                            .body())
                    .isEqualTo(document.getValue());
        }
    }

    /** The files of documents in the server's own storage. */
    private List<Path> objects() throws IOException {
        return filesIn("files")
                .filter(file -> !file.toString().contains("/.staging/"))
                .toList();
    }

    private List<Path> staged() throws IOException {
        return filesIn("files/.staging").toList();
    }

    private Stream<Path> filesIn(String directory) throws IOException {
        try (Stream<Path> all = Files.walk(dataDirectory.resolve(directory))) {
            return all.filter(Files::isRegularFile).toList().stream();
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String credentials() {
        return json.writeValueAsString(Map.of("email", "owner@example.org", "password", PASSWORD));
    }

    private String signIn(RunningJar jar) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(jar, null, "POST", "/api/auth/login", credentials());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body()).path("accessToken").asString();
    }

    private String upload(RunningJar jar, String token, String name, String text, @Nullable String connection)
            throws IOException, InterruptedException {
        String where = connection == null
                ? ""
                : "--limit\r\nContent-Disposition: form-data; name=\"connectionId\"\r\n\r\n" + connection + "\r\n";
        String body = where + "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n"
                + "Content-Type: text/plain\r\n\r\n" + text + "\r\n--limit--\r\n";
        HttpResponse<String> answer = http.send(
                request(jar, "/api/documents", token)
                        .header("Content-Type", "multipart/form-data; boundary=limit")
                        .POST(BodyPublishers.ofString(body, UTF_8))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json.readTree(answer.body()).path("id").asString();
    }

    private HttpResponse<String> send(
            RunningJar jar, @Nullable String token, String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        return http.send(
                request(jar, path, token)
                        .header("Content-Type", "application/json")
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(RunningJar jar, String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(jar.address().resolve(path))
                // As the sign-in at the drive says it, since a token is good for one sort of browser.
                .header("User-Agent", "docuvault-test/1.0");
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }
}
