package io.docuvault.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.Api.Person;
import io.docuvault.HttpTest;
import io.docuvault.jobs.ScheduledWork;
import io.docuvault.secrets.CredentialKeysFixture;
import io.docuvault.shared.Caller;
import io.docuvault.storage.VendorImitation.Seen;
import io.docuvault.storage.VendorImitation.Trouble;
import io.docuvault.storage.googledrive.GoogleImitation;
import io.docuvault.storage.onedrive.MicrosoftImitation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** People connect their drives, keep documents in them, and things happen to those drives. */
@HttpTest
class CloudConnectionTest {

    private static final String OLD_KEY = "7f1c5a09d3b24e6688aa90bbccddeeff00112233445566778899a1b2c3d4e5f6";
    private static final String NEW_KEY = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=";

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
                Map.entry("cloud.read-timeout", "1500ms"),
                Map.entry("cloud.patience", "2s"));
        settings.forEach((name, value) -> registry.add("docuvault.storage." + name, () -> value));
        registry.add("docuvault.secrets.credentials.key", () -> NEW_KEY);
        registry.add("docuvault.secrets.credentials.old-keys", () -> OLD_KEY);
    }

    @AfterAll
    static void stop() {
        GOOGLE.close();
        MICROSOFT.close();
    }

    private final HttpClient browser = HttpClient.newHttpClient();
    private final Api api;
    private final ConnectionRepository repository;
    private final ConnectionCredentials credentials;
    private final PlatformTransactionManager transactionManager;
    private final Clock clock;
    private final List<ScheduledWork> scheduled;
    private Person anna;

    @Autowired
    CloudConnectionTest(
            Api api,
            ConnectionRepository repository,
            ConnectionCredentials credentials,
            PlatformTransactionManager transactionManager,
            Clock clock,
            List<ScheduledWork> scheduled) {
        this.api = api;
        this.repository = repository;
        this.credentials = credentials;
        this.transactionManager = transactionManager;
        this.clock = clock;
        this.scheduled = scheduled;
        this.anna = api.newPerson();
    }

    @BeforeEach
    void drivesAreEmpty() {
        GOOGLE.files().forEach(GOOGLE::remove);
        MICROSOFT.items().forEach(MICROSOFT::remove);
        GOOGLE.limit = 1L << 30;
    }

    // Signing in

    @Test
    void connectsADriveByConsent() throws Exception {
        String google = connect("google");
        String onedrive = connect("onedrive");
        JsonNode all = Api.json(anna.http().get().uri("/api/connections"));
        assertThat(all.get("items")).hasSize(2);
        JsonNode first = connection(google);
        assertThat(first.get("kind").asString()).isEqualTo("googledrive");
        assertThat(first.get("label").asString()).isEqualTo("Google Drive");
        assertThat(first.get("account").asString()).isEqualTo("ada@example.org");
        assertThat(first.get("totalBytes").asLong()).isEqualTo(GOOGLE.limit);
        assertThat(first.get("state").asString()).isEqualTo("ok");
        assertThat(connection(onedrive).get("account").asString()).isEqualTo("Ada");
        assertThat(all.toString()).doesNotContain("oken", "renewal", OAuthImitation.CLIENT_SECRET);
    }

    @Test
    void theCookieIsLaxAndGoodForNothingElse() throws Exception {
        HttpResponse<String> start = start("google", "");
        String cookie = start.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie)
                .startsWith("__Host-docuvault_cloud=")
                .contains("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600");
        assertThat(url(start).toString()).doesNotContain(value(cookie));
    }

    @Test
    void aForeignBrowserCannotFinishASignIn() throws Exception {
        String back = consent(url(start("google", "")));
        assertThat(callback(back, null)).isEqualTo("/storage?problem=sign_in_expired");
        String ownBack = consent(url(start("google", "")));
        String foreignCookie = cookie(start("google", ""));
        assertThat(callback(ownBack, foreignCookie)).isEqualTo("/storage?problem=sign_in_expired");
        assertThat(Api.json(anna.http().get().uri("/api/connections")).get("items"))
                .isEmpty();
    }

    @Test
    void aSignInIsGoodForOneTime() throws Exception {
        HttpResponse<String> start = start("google", "");
        String back = consent(url(start));
        assertThat(callback(back, cookie(start))).startsWith("/storage?connected=");
        assertThat(callback(back, cookie(start))).isEqualTo("/storage?problem=sign_in_expired");
    }

    @Test
    void aStateOfOneVendorIsNoneOfAnother() throws Exception {
        HttpResponse<String> start = start("google", "");
        String back = consent(url(start)).replace("/google/", "/onedrive/");
        assertThat(callback(back, cookie(start))).isEqualTo("/storage?problem=sign_in_expired");
    }

    @Test
    void whoSaysNoIsNotConnected() throws Exception {
        HttpResponse<String> start = start("google", "");
        String state = query(url(start), "state");
        String denied = api.baseUrl() + "/api/cloud/google/callback?error=access_denied&state=" + state;
        assertThat(callback(denied, cookie(start))).isEqualTo("/storage?problem=denied");
    }

    @Test
    void aConsentToLessIsRefused() throws Exception {
        GOOGLE.grantedScope = "openid";
        try {
            HttpResponse<String> start = start("google", "");
            assertThat(callback(consent(url(start)), cookie(start))).isEqualTo("/storage?problem=denied");
        } finally {
            GOOGLE.grantedScope = "https://www.googleapis.com/auth/drive.file";
        }
    }

    @Test
    void aFormIsNoWayToConnectADrive() {
        assertThat(problem(post("/api/connections", Map.of("kind", "googledrive")))
                        .at("/errors/0/code")
                        .asString())
                .isEqualTo("needs_consent");
        assertThat(problem(post("/api/connections", Map.of("kind", "floppy")))
                        .at("/errors/0/code")
                        .asString())
                .isEqualTo("unknown_kind");
    }

    // Documents in a drive

    @Test
    void aFileOfAFormGoesStraightToTheDrive() throws Exception {
        for (String vendor : List.of("google", "onedrive")) {
            String connection = connect(vendor);
            JsonNode document = upload("letter.txt", "Dear Ada, in " + vendor, connection);
            assertThat(document.get("connectionId").asString()).isEqualTo(connection);
            assertThat(filesOf(vendor)).isEqualTo(1);
            assertThat(content(document)).isEqualTo("Dear Ada, in " + vendor);
            assertThat(byLink(document)).isEqualTo("Dear Ada, in " + vendor);
            assertThat(connection(connection).get("documents").asLong()).isEqualTo(1);
            awaitReady(document);
        }
    }

    @Test
    void partsOfABrowserAreTakenToTheDriveOnceTheyAreADocument() throws Exception {
        String connection = connect("google");
        byte[] bytes = "sent in parts".getBytes(UTF_8);
        JsonNode upload = Api.json(
                post("/api/uploads", Map.of("name", "parts.txt", "size", bytes.length, "connectionId", connection)));
        String part = upload.at("/parts/0/url").asString();
        browser.send(
                HttpRequest.newBuilder(URI.create(part))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build(),
                BodyHandlers.discarding());
        JsonNode document = Api.json(post("/api/uploads/" + upload.get("id").asString() + "/complete", Map.of()));
        await().untilAsserted(() ->
                assertThat(document(document).get("connectionId").asString("")).isEqualTo(connection));
        assertThat(GOOGLE.files()).hasSize(1);
        assertThat(content(document)).isEqualTo("sent in parts");
    }

    @Test
    void newDocumentsGoToTheDefault() throws Exception {
        String connection = connect("google");
        patch("/api/connections/" + connection, Map.of("isDefault", true, "name", "My drive"));
        assertThat(connection(connection).get("name").asString()).isEqualTo("My drive");
        assertThat(upload("a.txt", "by default", null).get("connectionId").asString())
                .isEqualTo(connection);
        JsonNode announced = Api.json(post("/api/uploads", Map.of("name", "c.txt", "size", 0)));
        JsonNode parts = Api.json(post("/api/uploads/" + announced.get("id").asString() + "/complete", Map.of()));
        await().untilAsserted(() ->
                assertThat(document(parts).get("connectionId").asString("")).isEqualTo(connection));
        assertThat(upload("b.txt", "here all the same", "00000000-0000-0000-0000-000000000000")
                        .get("connectionId")
                        .isNull())
                .isTrue();
    }

    @Test
    void nobodyPutsAnythingIntoTheDriveOfAnother() throws Exception {
        String connection = connect("google");
        anna = api.newPerson();
        MultiValueMap<String, Object> form = Api.file("a.txt", new byte[] {1, 2, 3});
        assertThat(problem(anna.http().post().uri("/api/documents").body(form(connection, form)))
                        .at("/errors/0/code")
                        .asString())
                .isEqualTo("unknown_connection");
        assertThat(problem(post("/api/uploads", Map.of("name", "a", "size", 1, "connectionId", connection)))
                        .at("/errors/0/code")
                        .asString())
                .isEqualTo("unknown_connection");
        assertThat(GOOGLE.files()).isEmpty();
    }

    @Test
    void aDriveThatIsFullTakesNothingAndTheQuotaIsGivenBack() throws Exception {
        String connection = connect("google");
        GOOGLE.limit = 5;
        JsonNode problem = problem(anna.http()
                .post()
                .uri("/api/documents")
                .body(form(connection, Api.file("a.txt", "too much".getBytes(UTF_8)))));
        assertThat(problem.get("code").asString()).isEqualTo("storage_full");
        assertThat(Api.json(anna.http().get().uri("/api/documents")).get("items"))
                .isEmpty();
        assertThat(Api.json(anna.http().get().uri("/api/account"))
                        .get("usedBytes")
                        .asLong())
                .isZero();
    }

    /** The drive fails again and again: there is no document, the reason is said, and the room is given back. */
    @Test
    void aDriveThatFailsMakesNoDocumentAndCostsNoQuota() throws Exception {
        Map<String, Trouble> troubles = Map.of(
                "500", VendorImitation.status(500),
                "503", VendorImitation.status(503),
                "silence", new Trouble.Hang(),
                "request cut at 0", new Trouble.CutRequest(0),
                "200 with an error", new Trouble.Answer(200, "<html>We are sorry</html>", Map.of()));
        for (String vendor : List.of("google", "onedrive")) {
            String connection = connect(vendor);
            for (Map.Entry<String, Trouble> trouble : troubles.entrySet()) {
                assertLeavesNothing(vendor, connection, trouble.getKey() + " of an upload", sending(vendor), trouble);
                assertLeavesNothing(vendor, connection, trouble.getKey() + " of reading", reading(vendor), trouble);
            }
            // An upload whose answer is lost has come all the same: that is another test's.
            for (Map.Entry<String, Trouble> trouble : Map.<String, Trouble>of(
                            "answer cut at 0", new Trouble.CutAnswer(0), "other bytes", new Trouble.OtherBytes())
                    .entrySet()) {
                assertLeavesNothing(vendor, connection, trouble.getKey() + " of reading", reading(vendor), trouble);
            }
        }
    }

    /** Once is not for ever: what is whole in the end is a document. */
    @Test
    void aConnectionThatIsCutInTheMiddleIsTakenUpWhereItBroke() throws Exception {
        for (String vendor : List.of("google", "onedrive")) {
            String connection = connect(vendor);
            for (int percent : new int[] {50, 99}) {
                String text = percent + " % of it came at first. ".repeat(15_000) + vendor;
                int bytes = text.length() * percent / 100;
                imitation(vendor).fail(sending(vendor), new Trouble.CutRequest(bytes));
                imitation(vendor).fail(reading(vendor), new Trouble.CutAnswer(bytes));
                assertThat(content(upload("cut.txt", text, connection))).isEqualTo(text);
                imitation(vendor).behave();
            }
        }
    }

    private void assertLeavesNothing(
            String vendor, String connection, String what, Predicate<Seen> when, Map.Entry<String, Trouble> trouble) {
        Trouble[] again = new Trouble[50];
        Arrays.fill(again, trouble.getValue());
        imitation(vendor).fail(when, again);
        byte[] bytes = (what + " " + "text ".repeat(20_000)).getBytes(UTF_8);
        JsonNode problem;
        try {
            problem =
                    problem(anna.http().post().uri("/api/documents").body(form(connection, Api.file("a.txt", bytes))));
        } finally {
            imitation(vendor).behave();
        }
        assertThat(problem.path("code").asString("none"))
                .as(vendor + " " + what)
                .isEqualTo("storage_unavailable");
        assertThat(Api.json(anna.http().get().uri("/api/documents")).get("items"))
                .as(vendor + " " + what)
                .isEmpty();
        JsonNode account = Api.json(anna.http().get().uri("/api/account"));
        assertThat(account.get("usedBytes").asLong()).as(vendor + " " + what).isZero();
        assertThat(account.get("reservedBytes").asLong())
                .as(vendor + " " + what)
                .isZero();
    }

    private static VendorImitation imitation(String vendor) {
        return vendor.equals("google") ? GOOGLE : MICROSOFT;
    }

    private static Predicate<Seen> sending(String vendor) {
        return vendor.equals("google") ? seen -> seen.is("PUT", "/upload/") : seen -> seen.is("PUT", "/up/");
    }

    private static Predicate<Seen> reading(String vendor) {
        return vendor.equals("google")
                ? seen -> seen.is("GET", "/drive/v3/files/")
                        && "media".equals(seen.query().get("alt"))
                : seen -> seen.is("GET", "/down/");
    }

    // What happens on the other side

    @Test
    void aFileThatWasChangedOrIsGoneIsSaidToBe() throws Exception {
        String connection = connect("google");
        JsonNode changed = upload("changed.txt", "as it was", connection);
        awaitReady(changed);
        GOOGLE.overwrite(GOOGLE.files().getFirst(), "as it is now");
        assertThat(contentProblem(changed)).isEqualTo("file_changed");
        assertThat(document(changed).at("/problem/code").asString()).isEqualTo("file_changed");
        GOOGLE.overwrite(GOOGLE.files().getFirst(), "as it was");
        assertThat(content(changed)).isEqualTo("as it was");
        assertThat(document(changed).at("/problem").isNull()).isTrue();
        GOOGLE.remove(GOOGLE.files().getFirst());
        assertThat(contentProblem(changed)).isEqualTo("file_missing");
        assertThat(document(changed).at("/problem/code").asString()).isEqualTo("file_missing");
    }

    @Test
    void aRoundFindsWhatWasChangedRenamedAndThrownAwayOnTheOtherSide() throws Exception {
        GOOGLE.mostInAPage = 2;
        MICROSOFT.mostInAPage = 2;
        for (String vendor : List.of("google", "onedrive")) {
            String connection = connect(vendor);
            JsonNode kept = upload("kept.txt", "kept in " + vendor, connection);
            Set<String> before = names(vendor);
            JsonNode changed = upload("changed.txt", "as it was in " + vendor, connection);
            String changedName = added(vendor, before);
            JsonNode renamed = upload("renamed.txt", "called otherwise in " + vendor, connection);
            String renamedName = added(vendor, before);
            JsonNode gone = upload("gone.txt", "thrown away in " + vendor, connection);
            String goneName = added(vendor, before);
            for (JsonNode each : List.of(kept, changed, renamed, gone)) {
                awaitReady(each);
            }
            owner(vendor).overwrite(changedName, "as it is");
            owner(vendor).rename(renamedName, "Holiday.txt");
            owner(vendor).remove(goneName);

            Caller.system().run(round()::run);
            assertThat(document(kept).at("/problem").isNull()).isTrue();
            assertThat(document(changed).at("/problem/code").asString()).isEqualTo("file_changed");
            assertThat(document(renamed).at("/problem/code").asString()).isEqualTo("file_renamed");
            assertThat(document(renamed).at("/problem/detail").asString()).contains("Holiday.txt");
            assertThat(document(gone).at("/problem/code").asString()).isEqualTo("file_missing");
            assertThat(content(renamed)).isEqualTo("called otherwise in " + vendor);
            assertThat(document(renamed).at("/problem/code").asString()).isEqualTo("file_renamed");

            owner(vendor).rename("Holiday.txt", renamedName);
            owner(vendor).overwrite(changedName, "as it was in " + vendor);
            Caller.system().run(round()::run);
            assertThat(document(renamed).at("/problem").isNull()).isTrue();
            assertThat(document(gone).at("/problem/code").asString()).isEqualTo("file_missing");
        }
    }

    @Test
    void aRoundRemovesUploadsThatWereLeftAndNothingThatItsOwnerPutThere() throws Exception {
        for (String vendor : List.of("google", "onedrive")) {
            String connection = connect(vendor);
            JsonNode document = upload("letter.txt", "stays in " + vendor, connection);
            Set<String> before = names(vendor);
            upload("upload.txt", "left behind in " + vendor, connection);
            String left = "upload-" + UUID.randomUUID();
            owner(vendor).rename(added(vendor, before), left);
            before.add(left);
            upload("new.txt", "of today in " + vendor, connection);
            String today = "upload-" + UUID.randomUUID();
            owner(vendor).rename(added(vendor, before), today);
            before.add(today);
            upload("own.txt", "the owner's own in " + vendor, connection);
            owner(vendor).rename(added(vendor, before), "upload-of-mine.txt");
            names(vendor).stream().filter(name -> !name.equals(today)).forEach(owner(vendor)::age);

            Caller.system().run(round()::run);
            assertThat(names(vendor)).doesNotContain(left).contains(today, "upload-of-mine.txt");
            assertThat(content(document)).isEqualTo("stays in " + vendor);
        }
    }

    @Test
    void aRoundLeavesADriveThatIsAwayAndGoesOnWithTheOthers() throws Exception {
        String google = connect("google");
        JsonNode unknown = upload("letter.txt", "not answered for", google);
        String onedrive = connect("onedrive");
        Set<String> before = names("onedrive");
        JsonNode gone = upload("gone.txt", "gone", onedrive);
        awaitReady(unknown);
        awaitReady(gone);
        owner("onedrive").remove(added("onedrive", before));
        Trouble[] away = new Trouble[500];
        Arrays.fill(away, GoogleImitation.trouble(503, "backendError"));
        GOOGLE.files().forEach(GOOGLE::remove);
        GOOGLE.fail(seen -> seen.is("GET", "/drive/v3/files"), away);
        try {
            Caller.system().run(round()::run);
        } finally {
            GOOGLE.behave();
        }
        assertThat(document(unknown).at("/problem").isNull()).isTrue();
        assertThat(document(gone).at("/problem/code").asString()).isEqualTo("file_missing");
    }

    private ScheduledWork round() {
        return scheduled.stream()
                .filter(work -> work.name().equals("drive-rounds"))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> names(String vendor) {
        return vendor.equals("google")
                ? GOOGLE.files().stream().map(file -> file.name).collect(Collectors.toCollection(HashSet::new))
                : MICROSOFT.items().stream().map(item -> item.name).collect(Collectors.toCollection(HashSet::new));
    }

    /** The name of the one file that has come since, which is then known too. */
    private static String added(String vendor, Set<String> before) {
        Set<String> now = names(vendor);
        now.removeAll(before);
        assertThat(now).hasSize(1);
        before.addAll(now);
        return now.iterator().next();
    }

    /** What a drive's owner does in it, by the files' names. */
    private interface Owner {
        void overwrite(String name, String content) throws IOException;

        void rename(String name, String other);

        void remove(String name);

        void age(String name);
    }

    private static Owner owner(String vendor) {
        return vendor.equals("google") ? new OfGoogle() : new OfMicrosoft();
    }

    private static final class OfGoogle implements Owner {
        private static GoogleImitation.File file(String name) {
            return GOOGLE.files().stream()
                    .filter(file -> file.name.equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void overwrite(String name, String content) throws IOException {
            GOOGLE.overwrite(file(name), content);
        }

        @Override
        public void rename(String name, String other) {
            file(name).name = other;
        }

        @Override
        public void remove(String name) {
            GOOGLE.remove(file(name));
        }

        @Override
        public void age(String name) {
            file(name).modified = Instant.EPOCH;
        }
    }

    private static final class OfMicrosoft implements Owner {
        private static MicrosoftImitation.Item item(String name) {
            return MICROSOFT.items().stream()
                    .filter(item -> item.name.equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void overwrite(String name, String content) throws IOException {
            MICROSOFT.overwrite(item(name), content);
        }

        @Override
        public void rename(String name, String other) {
            item(name).name = other;
        }

        @Override
        public void remove(String name) {
            MICROSOFT.remove(item(name));
        }

        @Override
        public void age(String name) {
            item(name).modified = Instant.EPOCH;
        }
    }

    @Test
    void aConsentThatWasTakenBackShowsAndIsMendedByConnectingAnew() throws Exception {
        for (String vendor : List.of("google", "onedrive")) {
            String connection = connect(vendor);
            JsonNode document = upload("letter.txt", "still there in " + vendor, connection);
            awaitReady(document);
            oauth(vendor).revoke();
            assertThat(contentProblem(document)).isEqualTo("reconnect_needed");
            assertThat(connection(connection).get("state").asString()).isEqualTo("reconnect");
            assertThat(Api.json(post("/api/connections/" + connection + "/check", Map.of()))
                            .get("state")
                            .asString())
                    .isEqualTo("reconnect");
            assertThat(connect(vendor, "?connectionId=" + connection)).isEqualTo(connection);
            assertThat(connection(connection).get("state").asString()).isEqualTo("ok");
            assertThat(content(document)).isEqualTo("still there in " + vendor);
        }
    }

    @Test
    void aTokenThatHasHadItsTimeIsRenewedOnceForAll() throws Exception {
        String connection = connect("onedrive");
        JsonNode document = upload("letter.txt", "read by many at once", connection);
        awaitReady(document);
        MICROSOFT.oauth.expireAccessTokens();
        long before = renewals(connection);
        List<String> read = atOnce(() -> content(document));
        assertThat(read).containsOnly("read by many at once");
        assertThat(renewals(connection) - before).isEqualTo(1);
    }

    /** Each has replaced what the connection is reached with. */
    private long renewals(String connection) {
        return Objects.requireNonNull(Caller.user(anna.id())
                .call(() -> new TransactionTemplate(transactionManager)
                        .execute(_ -> repository
                                .find(anna.id(), UUID.fromString(connection))
                                .orElseThrow()
                                .credentialsVersion())));
    }

    @Test
    void aDriveThatIsAwayIsUnreachableAndComesBack() throws Exception {
        String connection = connect("google");
        GOOGLE.fail(seen -> seen.is("GET", "/about"), VendorImitation.status(503));
        JsonNode checked = Api.json(post("/api/connections/" + connection + "/check", Map.of()));
        assertThat(checked.get("state").asString()).isEqualTo("unreachable");
        assertThat(checked.get("reason").asString()).contains("Google Drive");
        assertThat(Api.json(post("/api/connections/" + connection + "/check", Map.of()))
                        .get("state")
                        .asString())
                .isEqualTo("ok");
    }

    // Letting go

    @Test
    void aConnectionWithDocumentsStaysUnlessTheyAreToBeForgotten() throws Exception {
        String connection = connect("google");
        JsonNode document = upload("letter.txt", "where do I go", connection);
        awaitReady(document);
        String path = "/api/connections/" + connection;
        JsonNode refused = problem(anna.http().delete().uri(path));
        assertThat(refused.get("code").asString()).isEqualTo("connection_in_use");
        assertThat(refused.get("documents").asLong()).isEqualTo(1);
        anna.http()
                .delete()
                .uri(path + "?documents=forget")
                .exchange()
                .expectStatus()
                .isNoContent();
        anna.http().get().uri(path(document)).exchange().expectStatus().isNotFound();
        assertThat(Api.json(anna.http().get().uri("/api/connections")).get("items"))
                .isEmpty();
        assertThat(GOOGLE.files()).as("the files stay").hasSize(1);
        assertThat(Api.json(anna.http().get().uri("/api/account"))
                        .get("usedBytes")
                        .asLong())
                .isZero();
    }

    @Test
    void aDocumentThatIsDeletedForGoodIsRemovedFromTheDrive() throws Exception {
        JsonNode document = upload("letter.txt", "not for long", connect("onedrive"));
        awaitReady(document);
        anna.http().delete().uri(path(document)).exchange().expectStatus().isNoContent();
        anna.http()
                .delete()
                .uri(path(document) + "?permanent=true")
                .exchange()
                .expectStatus()
                .isNoContent();
        await().untilAsserted(() -> assertThat(MICROSOFT.items()).isEmpty());
    }

    // The master key

    @Test
    void theMasterKeyIsChangedWhileEverythingRuns() throws Exception {
        String connection = connect("google");
        JsonNode document = upload("letter.txt", "under any key", connection);
        ConnectionCredentials before = new ConnectionCredentials(
                repository, CredentialKeysFixture.of(OLD_KEY, NEW_KEY), transactionManager, clock);
        // Other tests leave connections that nobody can read.
        int unreadable = credentials.reseal();
        assertThat(before.reseal()).isEqualTo(unreadable);
        assertThat(underOthersThan(credentials.keyId())).isGreaterThan(unreadable);
        assertThat(content(document)).isEqualTo("under any key");
        assertThat(credentials.reseal()).isEqualTo(unreadable);
        assertThat(underOthersThan(credentials.keyId())).isEqualTo(unreadable);
        assertThat(content(document)).isEqualTo("under any key");
    }

    private int underOthersThan(String key) {
        return Objects.requireNonNull(Caller.system()
                .call(() -> new TransactionTemplate(transactionManager)
                        .execute(_ -> repository
                                .sealedUnderOthers(key, new UUID(0, 0), 1000)
                                .size())));
    }

    // How people do it

    private String connect(String vendor) throws Exception {
        return connect(vendor, "");
    }

    private String connect(String vendor, String parameters) throws Exception {
        HttpResponse<String> start = start(vendor, parameters);
        String end = callback(consent(url(start)), cookie(start));
        assertThat(end).startsWith("/storage?connected=");
        return end.substring("/storage?connected=".length());
    }

    private HttpResponse<String> start(String vendor, String parameters) throws IOException, InterruptedException {
        HttpResponse<String> answer = browser.send(
                HttpRequest.newBuilder(URI.create(api.baseUrl() + "/api/cloud/" + vendor + "/start" + parameters))
                        .header("Authorization", "Bearer " + anna.accessToken())
                        .header("User-Agent", "docuvault-test/1.0")
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static URI url(HttpResponse<String> start) {
        return URI.create(new JsonMapper().readTree(start.body()).get("url").asString());
    }

    private static String cookie(HttpResponse<String> start) {
        return value(start.headers().firstValue("Set-Cookie").orElseThrow());
    }

    private static String value(String cookie) {
        return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
    }

    private static String query(URI uri, String name) {
        return Objects.requireNonNull(
                VendorImitation.parameters(uri.getRawQuery()).get(name));
    }

    /** The user says yes at the vendor's. */
    private String consent(URI there) throws IOException, InterruptedException {
        HttpResponse<Void> answer = browser.send(HttpRequest.newBuilder(there).build(), BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(302);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /** Where the browser ends up. */
    private String callback(String back, @Nullable String cookie) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(back));
        if (cookie != null) {
            request.header("Cookie", "__Host-docuvault_cloud=" + cookie);
        }
        HttpResponse<Void> answer = browser.send(request.build(), BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static OAuthImitation oauth(String vendor) {
        return vendor.equals("google") ? GOOGLE.oauth : MICROSOFT.oauth;
    }

    private static int filesOf(String vendor) {
        return vendor.equals("google")
                ? GOOGLE.files().size()
                : MICROSOFT.items().size();
    }

    private JsonNode connection(String id) {
        for (JsonNode connection :
                Api.json(anna.http().get().uri("/api/connections")).get("items")) {
            if (connection.get("id").asString().equals(id)) {
                return connection;
            }
        }
        throw new AssertionError("There is no connection " + id);
    }

    private JsonNode upload(String name, String text, @Nullable String connection) {
        return Api.json(
                anna.http().post().uri("/api/documents").body(form(connection, Api.file(name, text.getBytes(UTF_8)))));
    }

    /** The connection before the file, as the interface wants it. */
    private static MultiValueMap<String, Object> form(@Nullable String connection, MultiValueMap<String, Object> file) {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        if (connection != null) {
            form.add("connectionId", connection);
        }
        form.addAll(file);
        return form;
    }

    private static String path(JsonNode document) {
        return "/api/documents/" + document.get("id").asString();
    }

    private JsonNode document(JsonNode document) {
        return Api.json(anna.http().get().uri(path(document)));
    }

    private void awaitReady(JsonNode document) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(document(document).get("status").asString()).isEqualTo("ready"));
    }

    private String content(JsonNode document) {
        byte[] bytes = anna.http()
                .get()
                .uri(path(document) + "/content")
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(byte[].class)
                .getResponseBodyContent();
        return new String(bytes, UTF_8);
    }

    /** As the page downloads it: by a link that needs no session, and that can't be changed. */
    private String byLink(JsonNode document) throws IOException, InterruptedException {
        String url = Api.json(anna.http().get().uri(path(document) + "/link"))
                .get("url")
                .asString();
        assertThat(get(url.replace("inline=false", "inline=true")).statusCode()).isEqualTo(403);
        HttpResponse<String> answer = get(url);
        assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("attachment");
        return answer.body();
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private String contentProblem(JsonNode document) {
        return problem(anna.http().get().uri(path(document) + "/content"))
                .get("code")
                .asString();
    }

    private RestTestClient.RequestHeadersSpec<?> post(String path, Map<String, Object> body) {
        return anna.http()
                .post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }

    private void patch(String path, Map<String, Object> body) {
        Api.json(anna.http()
                .patch()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body));
    }

    private static JsonNode problem(RestTestClient.RequestHeadersSpec<?> request) {
        return Objects.requireNonNull(
                request.exchange().expectBody(JsonNode.class).returnResult().getResponseBody());
    }

    private static <T> List<T> atOnce(Callable<T> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<T>> results =
                    threads.invokeAll(IntStream.range(0, 8).mapToObj(_ -> work).toList());
            List<T> values = new ArrayList<>();
            for (Future<T> result : results) {
                values.add(result.get());
            }
            return values;
        }
    }
}
