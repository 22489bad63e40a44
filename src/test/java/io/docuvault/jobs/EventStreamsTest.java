package io.docuvault.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Live events over real connections. */
@HttpTest
class EventStreamsTest {

    /** A browser that holds a stream open, and reads it or not. */
    private static final class Browser implements AutoCloseable {

        private final Socket socket;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final AtomicBoolean ended = new AtomicBoolean();

        Browser(Api api, Api.Person person) throws IOException {
            String address = api.baseUrl();
            socket = new Socket("localhost", Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
            socket.getOutputStream()
                    .write(("GET /api/events HTTP/1.1\r\nHost: localhost\r\nUser-Agent: docuvault-test/1.0\r\n"
                                    + "Authorization: Bearer " + person.accessToken() + "\r\n\r\n")
                            .getBytes(UTF_8));
        }

        Browser reading() {
            Thread.ofVirtual().start(() -> {
                try (BufferedReader reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
                    String line = reader.readLine();
                    // A chunk of length 0 is how a whole answer ends.
                    while (line != null && !line.equals("0")) {
                        if (line.length() < 1000) {
                            lines.add(line);
                        }
                        line = reader.readLine();
                    }
                } catch (IOException _) {
                    // cut off, which is an end as well
                }
                ended.set(true);
            });
            await().atMost(Duration.ofSeconds(10)).until(() -> lines.contains(":open"));
            return this;
        }

        void withLittleRoom() throws IOException {
            socket.setReceiveBufferSize(4096);
        }

        boolean isOpen() {
            return !ended.get();
        }

        boolean has(String text) {
            return lines.stream().anyMatch(line -> line.contains(text));
        }

        long heartbeats() {
            return lines.stream().filter(":alive"::equals).count();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Autowired
    Api api;

    @Autowired
    LiveEvents events;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    private final List<Browser> browsers = new ArrayList<>();

    @AfterEach
    void closeBrowsers() throws IOException {
        for (Browser browser : browsers) {
            browser.close();
        }
    }

    @Test
    void endsTheStreamsOfASignInThatLogsOutAndNoOthers() throws IOException {
        Api.Person anna = api.newPerson();
        Api.Person phone = api.signIn(anna.email());
        Browser first = open(phone).reading();
        Browser second = open(phone).reading();
        Browser other = open(anna).reading();

        phone.http().post().uri("/api/auth/logout").exchange().expectStatus().isNoContent();

        await().atMost(Duration.ofSeconds(5)).until(() -> !first.isOpen() && !second.isOpen());
        publish(anna, "still-here");
        await().atMost(Duration.ofSeconds(5)).until(() -> other.has("still-here"));
        assertThat(other.isOpen()).isTrue();
    }

    @Test
    void endsAllStreamsAtLogoutEverywhere() throws IOException {
        Api.Person anna = api.newPerson();
        Browser here = open(anna).reading();
        Browser there = open(api.signIn(anna.email())).reading();

        anna.http().post().uri("/api/auth/logout-all").exchange().expectStatus().isNoContent();

        await().atMost(Duration.ofSeconds(5)).until(() -> !here.isOpen() && !there.isOpen());
    }

    @Test
    void endsAStreamWhenAnotherNodeSaysThatItsSignInIsOver() throws IOException {
        Api.Person anna = api.newPerson();
        Browser browser = open(anna).reading();
        String session = Api.json(anna.http().get().uri("/api/auth/sessions"))
                .at("/items/0/id")
                .asString();

        Caller.system()
                .run(() -> transactions.executeWithoutResult(_ -> jdbc.sql(
                                "select pg_notify('docuvault_events', :payload)")
                        .param(
                                "payload",
                                "{\"owner\":\"%s\",\"type\":\"sign-in-ended\",\"data\":\"\\\"%s\\\"\"}"
                                        .formatted(anna.id(), session))
                        .query((_, _) -> true)
                        .single()));

        await().atMost(Duration.ofSeconds(5)).until(() -> !browser.isOpen());
        assertThat(browser.has("sign-in-ended")).isFalse();
    }

    @Test
    void keepsTenStreamsOfAUserAndClosesTheOldest() throws IOException {
        Api.Person anna = api.newPerson();
        List<Browser> all = new ArrayList<>();
        for (int i = 0; i < EventStreams.MOST + 2; i++) {
            all.add(open(anna).reading());
        }

        await().atMost(Duration.ofSeconds(5))
                .until(() -> !all.get(0).isOpen() && !all.get(1).isOpen());
        publish(anna, "to-ten");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> all.subList(2, all.size()).stream().allMatch(browser -> browser.has("to-ten")));
    }

    @Test
    void letsNobodyWaitForABrowserThatHasStoppedReading() throws IOException {
        Api.Person anna = api.newPerson();
        open(anna).withLittleRoom();
        Browser reader = open(anna).reading();
        String filler = "x".repeat(6000);

        // More than all buffers on the way hold, at a pace that a browser which reads can follow.
        for (int batch = 0; batch < 20; batch++) {
            for (int i = 0; i < 100; i++) {
                publish(anna, filler);
            }
            String mark = "batch-" + batch + "-done";
            publish(anna, mark);
            await().atMost(Duration.ofSeconds(10)).until(() -> reader.has(mark));
        }
        assertThat(reader.isOpen()).isTrue();
    }

    @Test
    void sendsNoHeartbeatWithEachEvent() throws IOException {
        Api.Person anna = api.newPerson();
        Browser browser = open(anna).reading();

        for (int event = 0; event < 20; event++) {
            String mark = "event-" + event;
            publish(anna, mark);
            await().atMost(Duration.ofSeconds(10)).until(() -> browser.has(mark));
        }

        assertThat(browser.heartbeats()).isLessThan(10);
    }

    private Browser open(Api.Person person) throws IOException {
        Browser browser = new Browser(api, person);
        browsers.add(browser);
        return browser;
    }

    private void publish(Api.Person owner, String text) {
        Caller.system()
                .run(() -> transactions.executeWithoutResult(
                        _ -> events.publish(owner.id(), "document", Map.of("text", text))));
    }
}
