package io.docuvault.storage.webdav;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.docuvault.mail.Certificates;
import io.docuvault.storage.CloudFixture;
import io.docuvault.storage.ConnectionTrouble;
import io.docuvault.storage.GuardedHttp;
import io.docuvault.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that keep a connection busy and get nowhere, and servers that can't say who they are. */
class UnfriendlyServersTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @FunctionalInterface
    private interface Behaviour {
        void meet(Socket client) throws IOException, InterruptedException;
    }

    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger accepted = new AtomicInteger();
    private ServerSocket listener;

    @TempDir
    Path directory;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        ended.countDown();
        listener.close();
    }

    private void serve(Behaviour behaviour) {
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket client = listener.accept();
                    Thread.ofVirtual().start(() -> {
                        try (client) {
                            behaviour.meet(client);
                        } catch (IOException _) {
                            // it was hung up on
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        }
                    });
                } catch (IOException _) {
                    return;
                }
            }
        });
    }

    private DavClient client(URI address, GuardedHttp http) {
        return new DavClient(
                http.calls((status, _) -> DavClient.fault("WebDAV", status)),
                address.toString(),
                DavForm.of(Map.of("url", address.toString(), "username", "ada"), Map.of("password", "secret")));
    }

    private DavClient client() {
        URI address = URI.create("http://localhost:" + listener.getLocalPort());
        return client(address, CloudFixture.guarded("localhost")).hurried();
    }

    private static void assertTrouble(ConnectionTrouble trouble, ThrowingCallable call) {
        long begun = System.nanoTime();
        assertThatThrownBy(call)
                .satisfies(e -> assertThat(((StoreException) e).trouble()).isEqualTo(trouble));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
    }

    @Test
    void aServerThatReadsNothingIsNotWaitedFor() {
        serve(_ -> ended.await());
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                return length;
            }
        };
        assertTrouble(ConnectionTrouble.TIMEOUT, () -> client().put("file", new DavBody(endless, Long.MAX_VALUE)));
    }

    @Test
    void aServerThatSaysAByteNowAndThenIsNotWaitedFor() {
        serve(client -> {
            client.getOutputStream().write("HTTP/1.1 207 Multi-Status\r\nX-Long: ".getBytes(US_ASCII));
            drip(client);
        });
        assertTrouble(ConnectionTrouble.TIMEOUT, () -> client().find("file"));
    }

    @Test
    void anAnswerThatComesByteByByteIsNotWaitedFor() {
        serve(client -> {
            client.getOutputStream()
                    .write("HTTP/1.1 207 Multi-Status\r\nContent-Length: 100000\r\n\r\n".getBytes(US_ASCII));
            drip(client);
        });
        assertTrouble(ConnectionTrouble.UNREACHABLE, () -> client().find("file"));
    }

    @Test
    void aFileThatComesByteByByteIsNotWaitedFor() {
        serve(client -> {
            client.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(US_ASCII));
            drip(client);
        });
        assertTrouble(ConnectionTrouble.TIMEOUT, () -> {
            try (InputStream file = client().read("file", 0, 100_000, 100_000, "")) {
                file.transferTo(OutputStream.nullOutputStream());
            }
        });
    }

    /** Only the server's own time counts: who reads the file may be slower than the slowest server. */
    @Test
    void aFileMayBeReadSlowly() throws Exception {
        byte[] content = new byte[1_000];
        serve(client -> {
            client.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(US_ASCII));
            client.getOutputStream().write(content);
            ended.await();
        });
        try (InputStream file = client().read("file", 0, 1_000, 1_000, "")) {
            assertThat(file.readNBytes(500)).hasSize(500);
            Thread.sleep(CloudFixture.settings().readTimeout().multipliedBy(6));
            assertThat(file.readAllBytes()).hasSize(500);
        }
    }

    /** A server that hangs up after a few bytes, again and again, gets nowhere either. */
    @Test
    void aFewBytesBeforeEachBreakAreNoProgress() {
        serve(client -> {
            client.getInputStream().read(new byte[4096]);
            client.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(US_ASCII));
            client.getOutputStream().write(new byte[10 + 10 * accepted.incrementAndGet()]);
        });
        assertThatThrownBy(() -> {
                    try (InputStream file = client(
                                    URI.create("http://localhost:" + listener.getLocalPort()),
                                    CloudFixture.guarded("localhost"))
                            .read("file", 0, 100_000, 100_000, "")) {
                        file.transferTo(OutputStream.nullOutputStream());
                    }
                })
                .isInstanceOf(StoreException.class);
        assertThat(accepted.get()).isEqualTo(1 + CloudFixture.settings().retries());
    }

    private void drip(Socket client) throws IOException, InterruptedException {
        do {
            client.getOutputStream().write('a');
        } while (!ended.await(100, TimeUnit.MILLISECONDS));
    }

    @Test
    void aHeaderWithoutEndIsNotReadToIt() {
        serve(client -> {
            client.getOutputStream().write("HTTP/1.1 207 Multi-Status\r\n".getBytes(US_ASCII));
            byte[] line = ("X-Long: " + "a".repeat(1000) + "\r\n").getBytes(US_ASCII);
            while (ended.getCount() > 0) {
                client.getOutputStream().write(line);
            }
        });
        assertTrouble(ConnectionTrouble.UNREACHABLE, () -> client().find("file"));
    }

    @Test
    void aCertificateHasToBeOneToTrustAndOfTheHost() throws Exception {
        Certificates house = Certificates.madeFor("localhost", directory);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(house.server()));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            String port = ":" + server.getAddress().getPort();
            URI address = URI.create("https://localhost" + port);
            assertTrouble(
                    ConnectionTrouble.CERTIFICATE,
                    () -> client(address, CloudFixture.guarded("localhost")).find("file"));
            GuardedHttp trusting = CloudFixture.guardedTrusting(house.pem(), "127.0.0.1", "localhost");
            assertThat(client(address, trusting).find("file")).isEmpty();
            assertTrouble(
                    ConnectionTrouble.CERTIFICATE,
                    () -> client(URI.create("https://127.0.0.1" + port), trusting)
                            .find("file"));
        } finally {
            server.stop(0);
        }
    }
}
