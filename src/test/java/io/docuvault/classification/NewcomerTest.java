package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.classification.ModelImitation.Dialect;
import io.docuvault.shared.Caller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** What somebody sees who has just installed it and has set up no model at all: Ollama is to answer and is not there. */
class NewcomerTest extends ModelTest {

    private static final int PORT = freePort();

    @Autowired
    private Parking parking;

    @Autowired
    private ModelAccounts accounts;

    /** In the place of the others' settings: of two methods the inherited one would have the last word. */
    @DynamicPropertySource
    static void imitations(DynamicPropertyRegistry properties) {
        ModelTest.imitations(properties);
        properties.add("docuvault.ai.provider", () -> "ollama");
        properties.add("docuvault.ai.ollama.base-url", () -> "http://localhost:" + PORT + "/v1");
        properties.add("docuvault.ai.rest", () -> "1s");
        properties.add("docuvault.ai.longest-rest", () -> "20s");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void hasSuggestionsAtOnceAndBetterOnesWhenOllamaComes() {
        starters("invoices", "health");
        List<UUID> documents = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            documents.add(upload("a" + i + ".txt", INVOICE + i));
        }
        documents.forEach(document -> {
            suggestedBy(document, "builtin");
            JsonNode shown = atRest(document);
            assertThat(shown.get("status").asString()).isEqualTo("ready");
            assertThat(runs(document))
                    .as("nobody was asked, and nothing failed")
                    .isNotEmpty()
                    .allSatisfy(
                            run -> assertThat(run.get("provider").asString()).isEqualTo("builtin"));
        });
        await().atMost(SOON).until(() -> waiting() == 8);
        assertThat(provider("ollama").get("problem").isNull()).isTrue();
        assertThat(Api.json(anna.http().get().uri("/api/jobs?state=failed")).get("items"))
                .isEmpty();
        assertThat(Api.json(anna.http().get().uri("/api/ai/usage")).get("calls").asInt())
                .isZero();
        assertThat(jobsToAsk()).as("few jobs").isLessThan(20);

        try (ModelImitation ollama = new ModelImitation(Dialect.CHAT_COMPLETIONS, PORT)) {
            ollama.behave(ModelTest::firstTopic);
            documents.forEach(document -> suggestedBy(document, "ollama"));
            await().atMost(SOON).until(() -> waiting() == 0);
            assertThat(ollama.seen).hasSize(8);
        }
    }

    /** Each pause is as long as all that went before. */
    @Test
    void asksLessAndLessOften() {
        starters("invoices");
        UUID document = upload("a.txt", INVOICE);
        suggestedBy(document, "builtin");
        await().atMost(SOON).until(() -> waiting() == 1);
        long early = jobsToAskAfter("1 hour", "3 seconds");
        Caller.system().run(parking::run);
        assertThat(jobsToAsk())
                .as("it has waited for long, and was tried just now")
                .isEqualTo(early);

        long late = jobsToAskAfter("1 hour", "21 seconds");
        Caller.system().run(parking::run);
        await().atMost(SOON).until(() -> jobsToAsk() > late);
        assertThat(jobsToAsk()).as("but not for longer than the longest rest").isEqualTo(late + 1);
    }

    private long jobsToAskAfter(String since, String tried) {
        return asSystem(() -> {
            jdbc.sql("""
                            update ai_parked set since = now() - :since::interval, not_before = now() - interval '1 second',
                                tried_at = now() - :tried::interval, taken_until = null
                            where owner_id = :owner
                            """)
                    .param("since", since)
                    .param("tried", tried)
                    .param("owner", anna.id())
                    .update();
            return count();
        });
    }

    /** Two jobs of one owner that have been answered at the same time must not wait for each other's documents. */
    @Test
    void whoeverTakesTheNextOnesWaitsForNobody() throws Exception {
        starters("invoices");
        UUID document = upload("a.txt", INVOICE);
        await().atMost(SOON).until(() -> waiting() == 1);
        ModelAccount account =
                asSystem(() -> accounts.account(anna.id(), "ollama").orElseThrow());
        CompletableFuture<Boolean> other = new CompletableFuture<>();
        asSystem(() -> {
            parking.unpark(anna.id(), document);
            Thread.ofVirtual().start(() -> {
                asSystem(() -> {
                    parking.next(anna.id(), account);
                    return true;
                });
                other.complete(true);
            });
            return other.orTimeout(20, TimeUnit.SECONDS).join();
        });
        assertThat(other.get()).isTrue();
    }

    private long jobsToAsk() {
        return asSystem(this::count);
    }

    private long count() {
        return jdbc.sql("select count(*) from jobs where owner_id = :owner and kind = 'ask-model'")
                .param("owner", anna.id())
                .query(Long.class)
                .single();
    }
}
