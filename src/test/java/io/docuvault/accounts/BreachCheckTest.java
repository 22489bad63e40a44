package io.docuvault.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against an imitation of the range API; the SHA-1 of {@code password} is the one that everybody knows. */
class BreachCheckTest {

    private static final String REST_OF_PASSWORD = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";

    private final CountDownLatch over = new CountDownLatch(1);
    private final HttpServer server;
    private String asked = "";

    BreachCheckTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void findsABreachedPasswordByTheFirstFiveCharactersOfItsHash() {
        answers(200, "00000000000000000000000000000000000:1\r\n" + REST_OF_PASSWORD + ":9545824\r\n");

        assertThat(check().knows("password")).isTrue();
        assertThat(asked).isEqualTo("/range/5BAA6");
        assertThat(check().knows("seven kettles under the bridge")).isFalse();
    }

    @Test
    void takesPaddingForWhatItIs() {
        answers(200, REST_OF_PASSWORD + ":0\r\n");

        assertThat(check().knows("password")).isFalse();
    }

    @Test
    void letsAPasswordThroughWhenTheServiceFailsOrHangsOrIsGone() {
        answers(503, "");
        assertThat(check().knows("password")).isFalse();

        server.removeContext("/");
        server.createContext("/", _ -> await());
        assertThat(check().knows("password")).isFalse();

        BreachCheck gone = check();
        server.stop(0);
        assertThat(gone.knows("password")).isFalse();
    }

    @Test
    void asksNobodyWithoutAnAddress() {
        assertThat(new BreachCheck(settings("")).knows("password")).isFalse();
        assertThat(asked).isEmpty();
    }

    private void await() {
        try {
            over.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void answers(int status, String body) {
        server.createContext("/", exchange -> answer(exchange, status, body));
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            asked = exchange.getRequestURI().getPath();
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private BreachCheck check() {
        return new BreachCheck(
                settings("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    private static AccountSettings.Passwords settings(String url) {
        return new AccountSettings.Passwords(8, url, Duration.ofMillis(500));
    }
}
