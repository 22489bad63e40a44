package io.docuvault.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.DirectUploads.Announced;
import io.docuvault.storage.DirectUploads.Part;
import io.docuvault.storage.DirectUploadsContract;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;

class S3StoreTest extends DirectUploadsContract {

    private static S3Server server;

    private S3Settings settings;
    private S3Setup setup;
    private S3Store store;

    @BeforeAll
    static void startServer() {
        server = new S3Server();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        settings = server.settings("test-" + UUID.randomUUID());
        Bucket bucket = new Bucket(S3Configuration.client(settings), settings.bucket());
        setup = new S3Setup(bucket, settings, Clock.systemUTC());
        setup.setUp();
        PresignedUrls urls = new PresignedUrls(settings.external(), settings, Clock.systemUTC());
        store = new S3Store(bucket, urls, 5 * 1024 * 1024, setup);
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Override
    protected int partSize() {
        return 5 * 1024 * 1024;
    }

    @Override
    protected boolean send(Part part, byte[] bytes) throws IOException {
        return put(part.url(), part.headers(), bytes).statusCode() == 200;
    }

    private HttpResponse<String> put(URI url, Map<String, String> headers, byte[] bytes) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).PUT(BodyPublishers.ofByteArray(bytes));
        headers.forEach(request::header);
        return send(request.build());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        // A store that refuses may hang up as well: each request has a connection of its own.
        try (HttpClient browser = HttpClient.newHttpClient()) {
            return browser.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theServerOfTheseTestsEnforcesWhatIsSigned() {
        assertThat(setup.remarks()).isEmpty();
    }

    @Test
    void saysWhichPagesTheStoreDoesNotLetIn() {
        assertThat(remarksOnCors(server.address(), S3Server.ORIGIN)).isEmpty();
        assertThat(remarksOnCors(server.address(), "https://other.example.org"))
                .singleElement()
                .asString()
                .contains("does not let pages from https://other.example.org send files", "Allow PUT, GET and HEAD");
        assertThat(remarksOnCors(server.address(), ""))
                .singleElement()
                .asString()
                .startsWith("FRONTEND_URL is not set");
    }

    private List<String> remarksOnCors(URI address, String origin) {
        S3Settings its = new S3Settings(
                address.toString(),
                null,
                S3Server.ACCESS_KEY,
                S3Server.SECRET_KEY,
                settings.bucket(),
                "us-east-1",
                List.of(origin),
                Duration.ofSeconds(5));
        return new CorsSetup(new Bucket(S3Configuration.client(its), its.bucket()), its).allow();
    }

    /** s3proxy takes no rules, so that this store is made up: it answers browsers by the rules that it was given. */
    @Test
    void addsARuleForOurPagesAndKeepsTheOthers() throws IOException {
        AtomicReference<String> rules = new AtomicReference<>("""
                <CORSConfiguration><CORSRule><ID>the-operators-own</ID><AllowedMethod>GET</AllowedMethod>\
                <AllowedOrigin>https://elsewhere.example.org</AllowedOrigin></CORSRule></CORSConfiguration>""");
        HttpServer takesRules = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        takesRules.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                String origin = String.valueOf(exchange.getRequestHeaders().getFirst("Origin"));
                byte[] answer = {};
                int status = 200;
                switch (exchange.getRequestMethod()) {
                    case "PUT" -> rules.set(body);
                    case "GET" -> answer = rules.get().getBytes(UTF_8);
                    default -> {
                        if (rules.get().contains(origin)) {
                            exchange.getResponseHeaders().add("Access-Control-Allow-Origin", origin);
                        } else {
                            status = 403;
                        }
                    }
                }
                exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        takesRules.start();
        try {
            URI address =
                    URI.create("http://127.0.0.1:" + takesRules.getAddress().getPort());
            assertThat(remarksOnCors(address, "https://vault.example.net")).isEmpty();
            assertThat(rules.get())
                    .contains("the-operators-own", "https://elsewhere.example.org", "https://vault.example.net");
        } finally {
            takesRules.stop(0);
        }
    }

    @Test
    void aKeyThatIsNotLetInIsSaidAtTheSetUp() {
        S3Settings its = new S3Settings(
                server.address().toString(),
                null,
                S3Server.ACCESS_KEY,
                "another secret than the store's",
                "unknown",
                "us-east-1",
                List.of(S3Server.ORIGIN),
                Duration.ofSeconds(5));
        S3Setup itsSetup = new S3Setup(new Bucket(S3Configuration.client(its), its.bucket()), its, Clock.systemUTC());
        assertThatThrownBy(itsSetup::setUp)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Kind.REFUSED));
    }

    @Test
    void aServerThatEnforcesNoSignaturesIsFoundOut() throws IOException {
        try (S3Server open = S3Server.withoutSignatures()) {
            S3Settings its = open.settings("open");
            S3Setup itsSetup =
                    new S3Setup(new Bucket(S3Configuration.client(its), its.bucket()), its, Clock.systemUTC());
            itsSetup.setUp();
            assertThat(itsSetup.remarks())
                    .contains(
                            "The S3 store does not refuse requests without any signature.",
                            "The S3 store does not refuse a signature that was changed.",
                            "The S3 store does not refuse another type than was signed.");
        }
    }

    @Test
    void aUrlIsGoodForExactlyTheRequestThatWasSigned() throws IOException {
        byte[] content = "exactly this".getBytes(UTF_8);
        Announced announced = announced(content, true);
        Staged staged = store.begin(announced);
        Part part = parts(staged, announced).getFirst();
        String url = part.url().toString();
        assertThat(part.headers()).containsOnlyKeys("content-type", "x-amz-checksum-sha256");

        assertThat(put(URI.create(url.replaceAll("Signature=.", "Signature=x")), part.headers(), content)
                        .statusCode())
                .isEqualTo(403);
        assertThat(put(URI.create(url.replaceAll("\\?.*", "")), part.headers(), content)
                        .statusCode())
                .isEqualTo(403);
        assertThat(put(URI.create(url.replaceAll("Expires=\\d+", "Expires=604800")), part.headers(), content)
                        .statusCode())
                .isEqualTo(403);
        assertThat(put(part.url(), part.headers(), "exactly thus".getBytes(UTF_8))
                        .statusCode())
                .isEqualTo(400);
        assertThat(put(part.url(), part.headers(), "much longer than that".getBytes(UTF_8))
                        .statusCode())
                .isEqualTo(403);
        assertThat(put(part.url(), with(part, "content-type", "text/html"), content)
                        .statusCode())
                .isEqualTo(403);
        assertThat(store.missing(staged, announced)).containsExactly(1);
        assertThat(put(part.url(), part.headers(), content).statusCode()).isEqualTo(200);
    }

    private static Map<String, String> with(Part part, String name, String value) {
        Map<String, String> headers = new java.util.HashMap<>(part.headers());
        headers.put(name, value);
        return headers;
    }

    @Test
    void aUrlExpires() throws IOException {
        byte[] content = "too late".getBytes(UTF_8);
        Announced announced = announced(content, true);
        S3Settings unused = server.settings("unused");
        Clock hoursAgo = Clock.offset(Clock.systemUTC(), Duration.ofHours(-2));
        PresignedUrls urls = new PresignedUrls(unused.external(), unused, hoursAgo);
        S3Store then = new S3Store(new Bucket(S3Configuration.client(unused), "unused"), urls, 5 * 1024 * 1024, setup);
        Part part = then.parts(
                        then.begin(announced), announced, hoursAgo.instant().plusSeconds(60))
                .getFirst();
        assertThat(put(part.url(), part.headers(), content).statusCode()).isEqualTo(403);
    }

    @Test
    void theFinalKeyTakesNothingFromAClient() throws IOException {
        byte[] content = "final".getBytes(UTF_8);
        Announced announced = announced(content, true);
        Staged staged = store.begin(announced);
        Part part = parts(staged, announced).getFirst();
        send(part, content);
        BlobRef ref = store.promote(store.finish(staged, announced), key());

        String onFinal = part.url().toString().replace(".staging/" + upload, ref.value());
        assertThat(put(URI.create(onFinal), part.headers(), content).statusCode())
                .isEqualTo(403);
        // The old URL still makes an object, for the sweep to find, but not the document's.
        assertThat(send(part, content)).isTrue();
        assertThat(read(ref, 0, 100)).isEqualTo("final");
        assertThatThrownBy(() -> store.openStaged(staged)).isInstanceOf(NoSuchBlobException.class);
    }

    @Test
    void whatIsWrittenAfterTheVerificationIsNotPromoted() throws IOException {
        byte[] content = "verified".getBytes(UTF_8);
        Staged finished = staged("verified");
        assertThat(readStaged(finished)).isEqualTo("verified");
        store.stage(upload, bytes("switched"), java.util.OptionalLong.empty());
        assertThatThrownBy(() -> store.promote(finished, key()))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHANGED));
        assertThatThrownBy(() -> store.openStaged(finished))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHANGED));
        assertThat(store.length(new BlobRef(key().path()))).isEmpty();
        assertThat(content).hasSize(8);
    }

    @Test
    void discardingAbortsTheMultipartUpload() throws IOException {
        byte[] content = random(partSize() + 7);
        Announced announced = announced(content, false);
        Staged staged = store.begin(announced);
        Part part = parts(staged, announced).getFirst();
        assertThat(send(part, of(part, content))).isTrue();
        store.discard(staged);
        try (var left = store.inventory().orElseThrow().stagedBefore(Instant.MAX)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void anOpenMultipartUploadIsFoundAndCanBeDiscarded() throws IOException {
        store.begin(announced(random(partSize() + 7), false));
        List<Staged> found;
        try (var left = store.inventory().orElseThrow().stagedBefore(Instant.MAX)) {
            found = left.map(each -> each.staged()).toList();
        }
        assertThat(found).hasSize(1);
        store.discard(found.getFirst());
        try (var left = store.inventory().orElseThrow().stagedBefore(Instant.MAX)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aLinkServesHarmlessHeadersAndExpires() throws IOException {
        BlobRef ref = stored("<script>alert(1)</script>");
        Instant soon = Instant.now().plusSeconds(60);
        URI url = store.link(ref, "application/octet-stream", "attachment; filename=\"a\"", soon)
                .orElseThrow();
        HttpResponse<String> answer = send(HttpRequest.newBuilder(url).build());
        assertThat(answer.body()).isEqualTo("<script>alert(1)</script>");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(answer.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"a\"");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("private, no-store");

        URI touched = URI.create(url.toString().replace("octet-stream", "xhtml%2Bxml"));
        assertThat(send(HttpRequest.newBuilder(touched).build()).statusCode()).isEqualTo(403);
        URI shownText =
                store.link(ref, "text/plain", "inline; filename=\"a\"", soon).orElseThrow();
        assertThat(shownText.toString()).contains("attachment").doesNotContain("inline");
        URI shownImage =
                store.link(ref, "image/png", "inline; filename=\"a\"", soon).orElseThrow();
        assertThat(shownImage.toString()).contains("inline");
    }

    @Test
    void anObjectWithoutALinksHeadersIsMereBytes() throws IOException {
        BlobRef ref = stored("<html>");
        URI url = new PresignedUrls(server.address(), settings, Clock.systemUTC())
                .sign(
                        SdkHttpMethod.GET,
                        ref.value(),
                        Map.of(),
                        Map.of(),
                        Instant.now().plusSeconds(60));
        assertThat(send(HttpRequest.newBuilder(url).build()).headers().firstValue("Content-Type"))
                .hasValue("application/octet-stream");
    }

    @Test
    void urlsLeadToThePublicEndpoint() throws IOException {
        S3Settings inside = server.settings("a-bucket");
        S3Settings outside = new S3Settings(
                inside.endpoint(),
                "https://files.example.org",
                inside.accessKey(),
                inside.secretKey(),
                "a-bucket",
                "us-east-1",
                List.of(),
                Duration.ofSeconds(2));
        PresignedUrls urls = new PresignedUrls(outside.external(), outside, Clock.systemUTC());
        S3Store other = new S3Store(new Bucket(S3Configuration.client(outside), "a-bucket"), urls, 1, setup);
        Announced announced = announced(new byte[1], true);
        assertThat(parts(new Staged(".staging/x\n\n"), announced).getFirst().url())
                .hasPort(server.address().getPort());
        assertThat(other.parts(new Staged(".staging/x\n\n"), announced, Instant.now())
                        .getFirst()
                        .url()
                        .toString())
                .startsWith("https://files.example.org/a-bucket/.staging/x?");
    }

    @Test
    void aBucketThatIsGoneIsNotTakenForAnAbsentObject() {
        S3Settings elsewhere = server.settings("no-such-bucket");
        S3Store lost = new S3Store(
                new Bucket(S3Configuration.client(elsewhere), "no-such-bucket"),
                new PresignedUrls(elsewhere.external(), elsewhere, Clock.systemUTC()),
                1,
                setup);
        BlobRef ref = new BlobRef(key().path());
        assertThatThrownBy(() -> lost.length(ref))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
        assertThatThrownBy(() -> lost.read(ref, 0, 1))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
        assertThatThrownBy(lost::check).hasMessageContaining("no such bucket");
    }
}
