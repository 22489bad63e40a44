package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.classification.ModelImitation.Dialect;
import io.docuvault.shared.Caller;
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

/** What somebody sees who has just installed it and has set up no model at all: a model is to answer and is not there. */
class NewcomerTest extends ModelTest {

    @Autowired
    private Parking parking;

    @Autowired
    private ModelAccounts accounts;

    @DynamicPropertySource
    static void nobodyThere(DynamicPropertyRegistry properties) {
        // At an address of the inherited settings where nobody is.
        properties.add("docuvault.ai.provider", () -> "lmstudio");
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
        assertThat(provider("lmstudio").get("problem").isNull()).isTrue();
        assertThat(Api.json(anna.http().get().uri("/api/jobs?state=failed")).get("items"))
                .isEmpty();
        assertThat(Api.json(anna.http().get().uri("/api/ai/usage")).get("calls").asInt())
                .isZero();
        assertThat(jobsToAsk()).as("few jobs").isLessThan(20);

        try (ModelImitation ollama = new ModelImitation(Dialect.CHAT_COMPLETIONS)) {
            asSystem(() -> jdbc.sql("""
                            insert into ai_system_accounts (provider, base_url, updated_at)
                            values ('lmstudio', :url, now())
                            """).param("url", ollama.url()).update());
            ollama.behave(ModelTest::firstTopic);
            documents.forEach(document -> suggestedBy(document, "lmstudio"));
            await().atMost(SOON).until(() -> waiting() == 0);
            assertThat(ollama.seen).hasSize(8);
            asSystem(() -> jdbc.sql("delete from ai_system_accounts").update());
        }
    }

    /** Each pause is as long as all that went before. */
    @Test
    void asksLessAndLessOften() {
        starters("invoices");
        UUID document = upload("a.txt", INVOICE);
        suggestedBy(document, "builtin");
        await().atMost(SOON).until(() -> waiting() == 1);
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
                asSystem(() -> accounts.account(anna.id(), "lmstudio").orElseThrow());
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
