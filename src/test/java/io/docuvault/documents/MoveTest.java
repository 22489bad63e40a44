package io.docuvault.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import io.docuvault.storage.CloudSignIn;
import io.docuvault.storage.Gate;
import io.docuvault.storage.OAuthImitation;
import io.docuvault.storage.VendorImitation;
import io.docuvault.storage.VendorImitation.Trouble;
import io.docuvault.storage.googledrive.GoogleImitation;
import io.docuvault.storage.onedrive.MicrosoftImitation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Documents go from one storage to another, and everything happens to them on the way that can. */
@HttpTest
class MoveTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static final GoogleImitation GOOGLE = new GoogleImitation();
    private static final MicrosoftImitation MICROSOFT = new MicrosoftImitation();

    @DynamicPropertySource
    static void vendors(DynamicPropertyRegistry registry) {
        Map<String, String> settings = Map.ofEntries(
                Map.entry("google-drive.client-id", OAuthImitation.CLIENT_ID),
                Map.entry("google-drive.client-secret", OAuthImitation.CLIENT_SECRET),
                Map.entry("google-drive.authorization-url", GOOGLE.url() + "/auth"),
                Map.entry("google-drive.token-url", GOOGLE.url() + "/token"),
                Map.entry("google-drive.api-url", GOOGLE.url()),
                Map.entry("google-drive.chunk-size", "256KB"),
                Map.entry("onedrive.client-id", OAuthImitation.CLIENT_ID),
                Map.entry("onedrive.client-secret", OAuthImitation.CLIENT_SECRET),
                Map.entry("onedrive.login-url", MICROSOFT.url()),
                Map.entry("onedrive.api-url", MICROSOFT.url() + "/v1.0"),
                Map.entry("onedrive.chunk-size", "320KB"),
                Map.entry("cloud.backoff", "5ms"),
                Map.entry("cloud.patience", "2s"));
        settings.forEach((name, value) -> registry.add("docuvault.storage." + name, () -> value));
        registry.add(
                "docuvault.secrets.credentials.key",
                () -> "7f1c5a09d3b24e6688aa90bbccddeeff00112233445566778899a1b2c3d4e5f6");
    }

    @AfterAll
    static void stop() {
        GOOGLE.close();
        MICROSOFT.close();
    }

    private final Api api;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final MoveSweep sweep;
    private final Path files;
    private Vault anna;

    @Autowired
    MoveTest(
            Api api,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            MoveSweep sweep,
            @Value("${docuvault.storage.directory}") Path files) {
        this.api = api;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.sweep = sweep;
        this.files = files;
        this.anna = new Vault(api.newPerson());
    }

    @BeforeEach
    void drivesAreEmpty() {
        GOOGLE.files().forEach(GOOGLE::remove);
        MICROSOFT.items().forEach(MICROSOFT::remove);
        GOOGLE.limit = 1L << 30;
    }

    // All the way

    @Test
    void takesDocumentsFromPlaceToPlace() throws Exception {
        String google = connect("google");
        String onedrive = connect("onedrive");
        byte[] large = new byte[700_000];
        new java.util.Random(7).nextBytes(large);
        JsonNode picture = anna.upload("large.bin", large);
        JsonNode letter = anna.upload("letter.txt", Vault.text("all the way"));
        JsonNode empty = anna.upload("thrown-away.txt", Vault.text("in the trash"));
        anna.delete(path(empty));
        long used = anna.account().get("usedBytes").asLong();

        JsonNode move = ended(start(from("server", google)));
        assertCounts(move, 3, 3, 0, 0);
        assertThat(move.get("bytesMoved")).isEqualTo(move.get("bytesTotal"));
        assertThat(move.get("bytesTotal").asLong()).isEqualTo(used);
        assertThat(move.get("state").asString()).isEqualTo("done");
        assertThat(move.get("finishedAt").isNull()).isFalse();
        assertThat(where(letter)).isEqualTo(google);
        assertThat(content(picture)).isEqualTo(large);
        await().atMost(LONG).until(() -> objects(anna).isEmpty());
        assertDriveHolds(3);

        assertCounts(ended(start(from(google, onedrive))), 3, 3, 0, 0);
        assertThat(where(letter)).isEqualTo(onedrive);
        assertThat(content(picture)).isEqualTo(large);
        await().atMost(LONG).until(() -> GOOGLE.files().isEmpty());
        assertThat(MICROSOFT.items()).hasSize(3);

        Map<String, @Nullable Object> back = from(onedrive, null);
        assertCounts(ended(start(back)), 3, 3, 0, 0);
        assertThat(document(letter).get("connectionId").isNull()).isTrue();
        assertThat(document(empty).get("trashedAt").isNull()).isFalse();
        assertThat(content(picture)).isEqualTo(large);
        await().atMost(LONG).until(() -> MICROSOFT.items().isEmpty());
        assertThat(objects(anna)).hasSize(3);
        assertThat(anna.account().get("usedBytes").asLong())
                .as("quota counts what is kept, wherever it lies")
                .isEqualTo(used);
    }

    @Test
    void movesOneDocumentAndSkipsWhatIsThereAlready() throws Exception {
        String google = connect("google");
        JsonNode letter = anna.upload("letter.txt", Vault.text("just this one"));
        anna.upload("other.txt", Vault.text("stays"));
        JsonNode move = ended(anna.post(path(letter) + "/move", Map.of("to", google)));
        assertCounts(move, 1, 1, 0, 0);
        assertThat(move.get("to").asString()).isEqualTo(google);
        assertThat(move.get("toLabel").asString()).isEqualTo("Google Drive");
        assertThat(where(letter)).isEqualTo(google);
        assertDriveHolds(1);
        JsonNode again = ended(start(Map.of(
                "to",
                google,
                "documents",
                List.of(letter.get("id").asString(), UUID.randomUUID().toString()))));
        assertCounts(again, 2, 0, 0, 2);
        assertThat(Api.json(anna.http.get().uri("/api/moves")).get("items"))
                .extracting(one -> one.get("id").asString())
                .containsExactly(again.get("id").asString(), move.get("id").asString());
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        String google = connect("google");
        Vault bob = new Vault(api.newPerson());
        JsonNode letter = bob.upload("letter.txt", Vault.text("bob's"));
        String id = letter.get("id").asString();
        assertProblem(anna.post("/api/moves", Map.of("to", google)), "one_of");
        assertProblem(
                anna.post("/api/moves", Map.of("to", google, "from", "server", "documents", List.of(id))), "one_of");
        assertProblem(anna.post("/api/moves", Map.of("to", google, "from", google)), "same");
        assertProblem(anna.post("/api/moves", Map.of("from", "server")), "same");
        assertProblem(anna.post("/api/moves", Map.of("from", "elsewhere")), "unknown_connection");
        assertProblem(
                anna.post("/api/moves", Map.of("to", google, "from", "server", "thenDelete", true)), "no_connection");
        assertProblem(bob.post("/api/moves", Map.of("to", google, "documents", List.of(id))), "unknown_connection");
        assertProblem(bob.post("/api/moves", Map.of("from", google)), "unknown_connection");
        assertCounts(ended(start(Map.of("to", google, "documents", List.of(id)))), 1, 0, 0, 1);
        assertThat(bob.document(id).get("connectionId").isNull()).isTrue();
    }

    @Test
    void keepsAFewUnderWayAtATimeAndEverythingReadable() throws Exception {
        String google = connect("google");
        List<JsonNode> documents = IntStream.range(0, 40)
                .mapToObj(number -> anna.upload("page-" + number + ".txt", Vault.text("page " + number)))
                .toList();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger reads = new AtomicInteger();
        List<String> unreadable = new ArrayList<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                for (JsonNode document : documents) {
                    if (!isReadable(document)) {
                        unreadable.add(document.get("name").asString());
                    }
                    reads.incrementAndGet();
                }
            }
        });
        JsonNode move = started(start(from("server", google)));
        int most = 0;
        while (state(move).equals("running")) {
            most = Math.max(most, number("select count(*) from move_items where state = 'running'"));
        }
        over.set(true);
        reader.join();
        assertCounts(move(move), 40, 40, 0, 0);
        assertThat(most).isBetween(1, 3);
        assertThat(reads.get()).isPositive();
        assertThat(unreadable).isEmpty();
        assertThat(number("select count(*) from move_items")).isZero();
        assertThat(number("select count(*) from documents where connection_id is null"))
                .isZero();
        assertThat(number("select count(*) from documents where problem_code is not null"))
                .isZero();
        assertDriveHolds(40);
    }

    private boolean isReadable(JsonNode document) {
        return anna.http
                        .get()
                        .uri(path(document) + "/content")
                        .exchange()
                        .returnResult(byte[].class)
                        .getStatus()
                        .value()
                == 200;
    }

    // Emptying a connection

    @Test
    void removesTheConnectionOnceEverythingHasLeftIt() throws Exception {
        String google = connect("google");
        String onedrive = connect("onedrive");
        anna.patch("/api/connections/" + google, Map.of("isDefault", true));
        JsonNode first = form("first.txt", google);
        JsonNode parts = anna.announce("parts.txt", "sent in parts".getBytes(UTF_8), Map.of("connectionId", google))
                .body();
        Map<String, @Nullable Object> wish = from(google, onedrive);
        wish.put("thenDelete", true);
        JsonNode move = ended(start(wish));
        assertCounts(move, 1, 1, 0, 0);
        assertThat(move.get("problem").isNull()).isTrue();
        assertThat(connections()).containsExactly(onedrive);
        assertThat(GOOGLE.files()).as("moved, not copied").isEmpty();
        assertThat(where(first)).isEqualTo(onedrive);
        assertThat(anna.get("/api/connections").body().at("/items/0/isDefault").asBoolean())
                .isTrue();
        assertThat(number("select count(*) from audit_entries where action = 'connection_removed' and subject_id = '"
                        + google + "'"))
                .isEqualTo(1);
        anna.sendPart(parts.at("/parts/0"), "sent in parts".getBytes(UTF_8));
        JsonNode late = anna.complete(parts, Map.of()).body();
        await("an upload that was meant for it goes where the others went")
                .atMost(LONG)
                .until(() -> where(late).equals(onedrive));
    }

    @Test
    void whoFinishesAMoveAsksForTheConnectionFirst() throws Exception {
        String google = connect("google");
        form("first.txt", google);
        anna.announce("parts.txt", "sent in parts".getBytes(UTF_8), Map.of("connectionId", google));
        Map<String, @Nullable Object> wish = from(google, null);
        wish.put("thenDelete", true);
        Gate gate = Gate.at(GOOGLE, request -> "media".equals(request.query().get("alt")));
        JsonNode move = started(start(wish));
        gate.awaitReached();
        Caller.user(anna.person.id())
                .run(() -> transactions.executeWithoutResult(_ -> {
                    jdbc.sql("select id from connections where id = :id::uuid for no key update")
                            .param("id", google)
                            .query(UUID.class)
                            .single();
                    gate.open();
                    await().pollInSameThread()
                            .atMost(LONG)
                            .until(() -> jdbc.sql("""
                                    select exists (
                                        select from pg_locks
                                        where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))
                                    )
                                    """).query(Boolean.class).single());
                    jdbc.sql("set local lock_timeout = '3s'").update();
                    assertThat(jdbc.sql("update uploads set expires_at = expires_at where connection_id = :id::uuid")
                                    .param("id", google)
                                    .update())
                            .isPositive();
                }));
        assertCounts(ended(move), 1, 1, 0, 0);
        assertThat(connections()).isEmpty();
    }

    @Test
    void takesAlongWhatComesMeanwhile() throws Exception {
        String google = connect("google");
        form("first.txt", google);
        Gate gate = Gate.at(MICROSOFT, request -> request.method().equals("PATCH"));
        Map<String, @Nullable Object> wish = from(google, connect("onedrive"));
        wish.put("thenDelete", true);
        JsonNode move = started(start(wish));
        gate.awaitReached();
        JsonNode late = form("late.txt", google);
        gate.open();
        assertCounts(ended(move), 2, 2, 0, 0);
        assertThat(where(late)).isEqualTo(move.get("to").asString());
        assertThat(connections()).containsExactly(move.get("to").asString());
    }

    @Test
    void keepsTheConnectionWhereSomethingFailedAndSaysWhat() throws Exception {
        String google = connect("google");
        JsonNode changed = ready(form("changed.txt", google));
        GoogleImitation.File first = GOOGLE.files().getFirst();
        GOOGLE.overwrite(first, "by its owner");
        JsonNode missing = ready(form("missing.txt", google));
        GOOGLE.files().stream().filter(file -> file != first).forEach(GOOGLE::remove);
        JsonNode good = form("good.txt", google);
        Map<String, @Nullable Object> wish = from(google, null);
        wish.put("thenDelete", true);
        JsonNode move = ended(start(wish));
        assertCounts(move, 3, 1, 2, 0);
        assertThat(move.get("failures"))
                .extracting(failure -> failure.get("documentId").asString() + " "
                        + failure.get("code").asString() + " "
                        + failure.get("title").asString())
                .containsExactlyInAnyOrder(
                        changed.get("id").asString() + " file_changed changed",
                        missing.get("id").asString() + " file_missing missing");
        assertThat(document(changed).at("/problem/code").asString()).isEqualTo("file_changed");
        assertThat(document(missing).at("/problem/code").asString()).isEqualTo("file_missing");
        assertThat(document(good).get("connectionId").isNull()).isTrue();
        assertThat(connections()).containsExactly(google);
        GOOGLE.overwrite(first, new String(text("changed.txt"), UTF_8));
        assertCounts(ended(again(move)), 3, 2, 1, 0);
        assertThat(document(changed).at("/problem").isNull()).isTrue();
        anna.delete(path(missing));
        anna.delete(path(missing) + "?permanent=true");
        assertCounts(ended(again(move)), 3, 2, 0, 1);
        assertThat(connections()).isEmpty();
    }

    // What can go wrong

    @Test
    void aDriveThatIsFullFailsAndCanBeTriedAgain() throws Exception {
        String google = connect("google");
        JsonNode letter = anna.upload("letter.txt", Vault.text("no room"));
        GOOGLE.limit = 5;
        JsonNode move = ended(start(from("server", google)));
        assertCounts(move, 1, 0, 1, 0);
        assertThat(move.at("/failures/0/code").asString()).isEqualTo("storage_full");
        assertThat(document(letter).at("/problem").isNull())
                .as("nothing is wrong with it")
                .isTrue();
        assertThat(isReadable(letter)).isTrue();
        assertDriveHolds(0);
        GOOGLE.limit = 1L << 30;
        assertCounts(ended(again(move)), 1, 1, 0, 0);
        assertThat(anna.post(path(move) + "/retry", Map.of()).status()).isEqualTo(409);
    }

    @Test
    void aConsentThatIsTakenBackEndsAllOfItAndConnectingAnewMendsIt() throws Exception {
        String google = connect("google");
        for (int number = 0; number < 8; number++) {
            anna.upload("letter-" + number + ".txt", Vault.text("to google"));
        }
        Gate gate = Gate.at(GOOGLE, request -> request.method().equals("PATCH"));
        JsonNode move = started(start(from("server", google)));
        gate.awaitReached();
        GOOGLE.oauth.revoke();
        gate.open();
        JsonNode ended = ended(move);
        assertThat(ended.get("moved").asLong() + ended.get("failed").asLong()).isEqualTo(8);
        assertThat(ended.get("failed").asLong()).isPositive();
        assertThat(ended.get("failures"))
                .extracting(one -> one.get("code").asString())
                .containsOnly("reconnect_needed");
        CloudSignIn.connect(api.baseUrl(), anna.person.accessToken(), "google", google);
        assertCounts(ended(again(move)), 8, 8, 0, 0);
        assertDriveHolds(8);
    }

    @Test
    void aFileThatIsRefusedFailsAlone() throws Exception {
        String google = connect("google");
        for (int number = 0; number < 8; number++) {
            anna.upload("letter-" + number + ".txt", Vault.text("to google"));
        }
        GOOGLE.fail(
                request -> request.method().equals("PATCH"),
                GoogleImitation.trouble(403, "insufficientFilePermissions"));
        JsonNode ended = ended(start(from("server", google)));
        assertCounts(ended, 8, 7, 1, 0);
        assertThat(ended.at("/failures/0/code").asString()).isEqualTo("storage_refused");
        assertCounts(ended(again(ended)), 8, 8, 0, 0);
        assertDriveHolds(8);
    }

    @Test
    void ofManyDocumentsOnlyAFewHaveAJob() throws Exception {
        String google = connect("google");
        Caller.user(anna.person.id())
                .run(() -> transactions.executeWithoutResult(_ -> jdbc.sql("""
                        insert into documents (id, owner_id, connection_id, store, blob_ref, name, title, media_type, kind,
                            size_bytes, sha256, status, created_at, updated_at)
                        select uuidv7(), :owner, :connection::uuid, :connection, 'id.' || md5(i::text), i || '.txt', 'Title ' || i, 'text/plain',
                            'text', i, sha256(i::text::bytea), 'ready', now(), now()
                        from generate_series(1, 20000) i
                        """)
                        .param("owner", anna.person.id())
                        .param("connection", google)
                        .update()));
        GOOGLE.oauth.revoke();
        JsonNode move = ended(start(from(google, null)));
        assertCounts(move, 20_000, 0, 20_000, 0);
        assertThat(move.get("failures")).hasSize(50);
        assertThat(number("select count(*) from jobs where kind = 'move'")).isLessThanOrEqualTo(6);
    }

    @Test
    void whatGoesWrongOnTheWayIsTriedAgainAndLeavesNothing() throws Exception {
        String google = connect("google");
        JsonNode letter = anna.upload("letter.txt", Vault.text("with obstacles"));
        GOOGLE.fail(
                request -> request.method().equals("PATCH"),
                new Trouble.LoseAnswer(),
                GoogleImitation.trouble(403, "userRateLimitExceeded"),
                VendorImitation.status(503));
        GOOGLE.fail(request -> "media".equals(request.query().get("alt")), new Trouble.CutAnswer(3));
        assertCounts(ended(start(from("server", google))), 1, 1, 0, 0);
        assertThat(isReadable(letter)).isTrue();
        assertDriveHolds(1);
    }

    @Test
    void aCopyThatIsNotTheSameIsNeverPointedTo() throws Exception {
        String google = connect("google");
        JsonNode letter = anna.upload("letter.txt", Vault.text("as it is"));
        Gate gate = Gate.at(GOOGLE, request -> "media".equals(request.query().get("alt")));
        JsonNode move = started(start(from("server", google)));
        gate.awaitReached();
        assertThat(document(letter).get("connectionId").isNull()).isTrue();
        GOOGLE.overwrite(
                GOOGLE.files().getFirst(),
                "x".repeat(document(letter).get("size").asInt()));
        gate.open();
        assertCounts(ended(move), 1, 1, 0, 0);
        assertThat(isReadable(letter)).isTrue();
        assertThat(GOOGLE.files()).as("what was changed is its owner's").hasSize(2);
    }

    @Test
    void stopsAndLeavesEverythingWhereItIs() throws Exception {
        String google = connect("google");
        for (int number = 0; number < 6; number++) {
            anna.upload("letter-" + number + ".txt", Vault.text("stop"));
        }
        Gate gate = Gate.at(GOOGLE, request -> request.method().equals("PATCH"));
        JsonNode move = started(start(from("server", google)));
        gate.awaitReached();
        JsonNode stopped = anna.post(path(move) + "/stop", Map.of()).body();
        assertThat(stopped.get("state").asString()).isEqualTo("stopped");
        long moved = stopped.get("moved").asLong();
        assertCounts(stopped, 6, moved, 0, 6 - moved);
        assertThat(anna.post(path(move) + "/stop", Map.of()).status()).isEqualTo(409);
        gate.open();
        await().atMost(LONG).until(() -> number("select count(*) from move_items") == 0);
        assertThat(move(move)).isEqualTo(stopped);
        assertDriveHolds((int) moved);
        assertThat(number("select count(*) from documents where connection_id is null"))
                .isEqualTo(6 - (int) moved);
    }

    @Test
    void aJobThatIsCancelledFailsItsDocumentAndMayBeTriedAgain() throws Exception {
        String google = connect("google");
        JsonNode letter = anna.upload("letter.txt", Vault.text("cancelled"));
        ready(letter);
        Gate gate = Gate.at(GOOGLE, request -> request.method().equals("PATCH"));
        JsonNode move = started(start(from("server", google)));
        gate.awaitReached();
        String job =
                anna.get("/api/jobs?state=running").body().at("/items/0/id").asString();
        assertThat(anna.post("/api/jobs/" + job + "/cancel", Map.of()).status()).isEqualTo(200);
        JsonNode ended = ended(move);
        assertCounts(ended, 1, 0, 1, 0);
        assertThat(ended.at("/failures/0/code").asString()).isEqualTo("cancelled");
        gate.open();
        await().atMost(LONG).until(() -> GOOGLE.files().getFirst().name.endsWith(".txt"));
        assertThat(document(letter).get("connectionId").isNull()).isTrue();
        assertThat(anna.post("/api/jobs/" + job + "/retry", Map.of()).status()).isEqualTo(200);
        assertCounts(ended(move), 1, 1, 0, 0);
        assertThat(isReadable(letter)).isTrue();
        assertDriveHolds(1);
    }

    @Test
    void aJobIsNotTriedAgainWhereItsDocumentHasAnotherOneOrItsConnectionIsGone() throws Exception {
        String google = connect("google");
        anna.upload("letter.txt", Vault.text("another one"));
        GOOGLE.limit = 5;
        JsonNode earlier = ended(start(from("server", google)));
        assertCounts(earlier, 1, 0, 1, 0);
        String job = anna.get("/api/jobs?state=failed").body().at("/items/0/id").asString();
        GOOGLE.limit = 1L << 30;
        Gate gate = Gate.at(GOOGLE, request -> request.method().equals("PATCH"));
        JsonNode later = started(start(from("server", google)));
        gate.awaitReached();
        assertThat(anna.post("/api/jobs/" + job + "/retry", Map.of()).status()).isEqualTo(409);
        gate.open();
        assertCounts(ended(later), 1, 1, 0, 0);
        assertThat(state(earlier)).isEqualTo("done");
        assertThat(anna.delete("/api/connections/" + google + "?documents=forget")
                        .status())
                .isEqualTo(204);
        assertThat(anna.post("/api/jobs/" + job + "/retry", Map.of()).status()).isEqualTo(409);
        assertThat(state(earlier)).isEqualTo("done");
    }

    @Test
    void whatFailedLongAgoIsForgottenAndClearedAway() throws Exception {
        String google = connect("google");
        JsonNode letter = anna.upload("letter.txt", Vault.text("long ago"));
        Gate gate = Gate.at(GOOGLE, request -> request.method().equals("PATCH"));
        JsonNode move = started(start(from("server", google)));
        gate.awaitReached();
        GOOGLE.oauth.revoke();
        gate.open();
        assertCounts(ended(move), 1, 0, 1, 0);
        CloudSignIn.connect(api.baseUrl(), anna.person.accessToken(), "google", google);
        assertThat(GOOGLE.files()).as("what could not be cleared away").hasSize(1);
        failedByItself(google);
        Caller.system().run(sweep::run);
        assertThat(number("select count(*) from move_items"))
                .as("what has no job can't be tried again")
                .isEqualTo(1);
        Caller.user(anna.person.id())
                .run(() -> transactions.executeWithoutResult(
                        _ -> jdbc.sql("update moves set finished_at = finished_at - interval '91 days'")
                                .update()));
        Caller.system().run(sweep::run);
        assertThat(number("select count(*) from moves")).isZero();
        await().atMost(LONG).until(() -> number("select count(*) from move_items") == 0);
        assertDriveHolds(0);
        assertThat(isReadable(letter)).isTrue();
    }

    @Test
    void whatFailedByItselfGoesWithItsConnection() throws Exception {
        String google = connect("google");
        failedByItself(google);
        assertThat(anna.delete("/api/connections/" + google + "?documents=forget")
                        .status())
                .isEqualTo(204);
        assertThat(number("select count(*) from move_items")).isZero();
    }

    private void failedByItself(String connection) {
        Caller.user(anna.person.id())
                .run(() -> transactions.executeWithoutResult(_ -> jdbc.sql("""
                        insert into move_items (id, owner_id, document_id, name, target, connection_id, size_bytes, state)
                        values (gen_random_uuid(), :owner, gen_random_uuid(), 'a.txt', :to, :to::uuid, 1, 'failed')
                        """)
                        .param("owner", anna.person.id())
                        .param("to", connection)
                        .update()));
    }

    @Test
    void tellsOpenBrowsersHowFarItIs() throws Exception {
        String google = connect("google");
        anna.upload("letter.txt", Vault.text("live"));
        List<String> lines = new CopyOnWriteArrayList<>();
        HttpClient browser = HttpClient.newHttpClient();
        Thread.ofVirtual().start(() -> listen(browser, lines));
        await().atMost(LONG).until(() -> lines.contains(":open"));
        JsonNode move = ended(start(from("server", google)));
        String told =
                "\"id\":\"" + move.get("id").asString() + "\",\"moved\":1,\"failed\":0,\"total\":1,\"state\":\"done\"";
        await().atMost(LONG).until(() -> lines.stream().anyMatch(line -> line.contains(told)));
        assertThat(lines).contains("event:move");
        browser.shutdownNow();
    }

    private void listen(HttpClient browser, List<String> lines) {
        HttpRequest events = HttpRequest.newBuilder(URI.create(api.baseUrl() + "/api/events"))
                .header("Authorization", "Bearer " + anna.person.accessToken())
                .header("User-Agent", "docuvault-test/1.0")
                .build();
        try {
            browser.send(events, BodyHandlers.ofLines()).body().forEach(lines::add);
        } catch (IOException | InterruptedException | UncheckedIOException _) {
            // The test has ended.
        }
    }

    @Test
    void aDocumentGoesToOnePlaceAtATime() throws Exception {
        String google = connect("google");
        String onedrive = connect("onedrive");
        JsonNode letter = anna.upload("letter.txt", Vault.text("two places"));
        Gate gate = Gate.at(GOOGLE, request -> request.method().equals("PATCH"));
        JsonNode move = started(start(from("server", google)));
        gate.awaitReached();
        assertCounts(ended(start(from("server", onedrive))), 1, 0, 0, 1);
        gate.open();
        assertCounts(ended(move), 1, 1, 0, 0);
        assertThat(where(letter)).isEqualTo(google);
        assertThat(MICROSOFT.items()).isEmpty();
    }

    @Test
    void aDocumentThatIsDeletedOnTheWayLeavesNothing() throws Exception {
        String google = connect("google");
        JsonNode letter = anna.upload("letter.txt", Vault.text("not for long"));
        Gate gate = Gate.at(GOOGLE, request -> "media".equals(request.query().get("alt")));
        JsonNode move = started(start(from("server", google)));
        gate.awaitReached();
        anna.delete(path(letter));
        anna.delete(path(letter) + "?permanent=true");
        gate.open();
        assertCounts(ended(move), 1, 0, 0, 1);
        assertDriveHolds(0);
        await().atMost(LONG).until(() -> objects(anna).isEmpty());
    }

    @Test
    void aConnectionStaysWhileDocumentsAreMovedUnlessTheyAreToBeForgotten() throws Exception {
        String google = connect("google");
        JsonNode here = anna.upload("here.txt", Vault.text("on its way there"));
        Gate gate = Gate.at(GOOGLE, request -> request.method().equals("PATCH"));
        JsonNode move = started(start(from("server", google)));
        gate.awaitReached();
        Vault.Answer refused = anna.delete("/api/connections/" + google);
        assertThat(refused.code()).isEqualTo("connection_in_use");
        assertThat(refused.body().get("reason").asString()).isEqualTo("moving");
        assertThat(anna.delete("/api/connections/" + google + "?documents=forget")
                        .status())
                .isEqualTo(204);
        gate.open();
        assertThat(state(move)).isEqualTo("stopped");
        await().atMost(LONG).until(() -> number("select count(*) from move_items") == 0);
        assertThat(document(here).get("connectionId").isNull()).isTrue();
        assertThat(isReadable(here)).isTrue();
        assertThat(anna.post(path(move) + "/retry", Map.of()).status()).isEqualTo(409);
    }

    @Test
    void newDocumentsComeHereWhereTheDefaultWasRemoved() throws Exception {
        String google = connect("google");
        anna.patch("/api/connections/" + google, Map.of("isDefault", true));
        assertThat(anna.delete("/api/connections/" + google).status()).isEqualTo(204);
        assertThat(form("letter.txt", null).get("connectionId").isNull()).isTrue();
    }

    @Test
    void ofAnAccountThatIsDeletedNothingIsLeftHereAndEverythingInItsOwnDrive() throws Exception {
        String google = connect("google");
        ready(form("there.txt", google));
        ready(form("coming.txt", google));
        Gate gate = Gate.at(GOOGLE, request -> "media".equals(request.query().get("alt")));
        JsonNode move = started(start(from(google, null)));
        gate.awaitReached();
        assertThat(Vault.answer(anna.http
                                .method(HttpMethod.DELETE)
                                .uri("/api/account")
                                .contentType(MediaType.APPLICATION_JSON)
                                .body(Map.of("password", Api.PASSWORD)))
                        .status())
                .isEqualTo(202);
        await().atMost(LONG).until(() -> number("select count(*) from jobs where kind = 'move'") == 0);
        gate.open();
        await().atMost(LONG)
                .until(() -> number("select count(*) from users where id = '" + anna.person.id() + "'") == 0);
        await().atMost(LONG).until(() -> objects(anna).isEmpty());
        assertThat(GOOGLE.files()).as("what is in one's own drive is one's own").isNotEmpty();
        assertThat(move).isNotNull();
    }

    // How people do it

    private String connect(String vendor) throws IOException, InterruptedException {
        return CloudSignIn.connect(api.baseUrl(), anna.person.accessToken(), vendor, null);
    }

    private static Map<String, @Nullable Object> from(String from, @Nullable String to) {
        Map<String, @Nullable Object> wish = new HashMap<>();
        wish.put("from", from);
        wish.put("to", to);
        return wish;
    }

    private Vault.Answer start(Map<String, ?> wish) {
        return anna.post("/api/moves", wish);
    }

    private Vault.Answer again(JsonNode move) {
        return anna.post(path(move) + "/retry", Map.of());
    }

    private static JsonNode started(Vault.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 202);
        return answer.body();
    }

    private JsonNode ended(Vault.Answer answer) {
        return ended(started(answer));
    }

    private JsonNode ended(JsonNode move) {
        await().atMost(LONG).until(() -> !state(move).equals("running"));
        return move(move);
    }

    private JsonNode move(JsonNode move) {
        return anna.get(path(move)).body();
    }

    private String state(JsonNode move) {
        return move(move).get("state").asString();
    }

    private static void assertCounts(JsonNode move, long total, long moved, long failed, long skipped) {
        assertThat(List.of(
                        move.get("total").asLong(),
                        move.get("moved").asLong(),
                        move.get("failed").asLong(),
                        move.get("skipped").asLong()))
                .as("total, moved, failed, skipped of " + move)
                .containsExactly(total, moved, failed, skipped);
    }

    private static void assertProblem(Vault.Answer answer, String code) {
        assertThat(answer.body().at("/errors/0/code").asString())
                .as(answer.toString())
                .isEqualTo(code);
    }

    private static String path(JsonNode thing) {
        return (thing.has("toLabel") ? "/api/moves/" : "/api/documents/")
                + thing.get("id").asString();
    }

    private JsonNode document(JsonNode document) {
        return anna.document(document.get("id").asString());
    }

    private String where(JsonNode document) {
        return document(document).get("connectionId").asString("");
    }

    private JsonNode ready(JsonNode document) {
        return anna.read(document);
    }

    private byte[] content(JsonNode document) {
        return Objects.requireNonNull(anna.http
                .get()
                .uri(path(document) + "/content")
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(byte[].class)
                .getResponseBodyContent());
    }

    private static byte[] text(String name) {
        return ("What stands in " + name).getBytes(UTF_8);
    }

    /** A file that goes straight to where it is to lie. */
    private JsonNode form(String name, @Nullable String connection) {
        var form = new org.springframework.util.LinkedMultiValueMap<String, Object>();
        if (connection != null) {
            form.add("connectionId", connection);
        }
        form.addAll(Api.file(name, text(name)));
        return Api.json(anna.http.post().uri("/api/documents").body(form));
    }

    private List<String> connections() {
        List<String> ids = new ArrayList<>();
        anna.get("/api/connections")
                .body()
                .get("items")
                .forEach(one -> ids.add(one.get("id").asString()));
        return ids;
    }

    /** Exactly these objects, and nothing that was staged. */
    private static void assertDriveHolds(int number) {
        assertThat(GOOGLE.files())
                .extracting(file -> file.name)
                .hasSize(number)
                .noneMatch(name -> name.startsWith("upload-"));
    }

    private List<Path> objects(Vault vault) throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains(vault.person.id().toString()))
                    .toList();
        }
    }

    /** Of Anna's rows, as the system sees them where she can't any more. */
    private int number(String query) {
        boolean hers = !query.contains(" from users") && !query.contains(" from audit_entries");
        String where = query.contains(" where ") ? " and " : " where ";
        String all = hers ? query + where + "owner_id = '" + anna.person.id() + "'" : query;
        return Caller.system()
                .call(() -> Objects.requireNonNull(transactions.execute(
                        _ -> jdbc.sql(all).query(Integer.class).single())));
    }
}
