package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@HttpTest
class DocumentListTest {

    private static final int ROWS = 310;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    private Vault anna;

    @BeforeEach
    void register() {
        anna = new Vault(api.newPerson());
        insert(ROWS);
    }

    /** Many rows share each value that lists are ordered by. */
    private void insert(int rows) {
        Caller.user(anna.person.id())
                .run(() -> transactions.executeWithoutResult(_ -> {
                    for (int i = 0; i < rows; i++) {
                        jdbc.sql("""
                                insert into documents (id, owner_id, blob_ref, name, title, media_type, kind, size_bytes,
                                    sha256, status, document_date, created_at, updated_at)
                                values (:id, :owner, 'none', :name, :title, 'text/plain', :kind, :size,
                                    sha256(:title::bytea), :status, :date::date,
                                    timestamptz '2026-01-01' + make_interval(secs => :second), now())
                                """)
                                .param("id", Ids.next())
                                .param("owner", anna.person.id())
                                .param("name", i + ".txt")
                                .param("title", (i % 2 == 0 ? "Report " : "letter ") + i % 37)
                                .param("kind", i % 3 == 0 ? "pdf" : "text")
                                .param("size", i % 11)
                                .param("status", i % 5 == 0 ? "needs_text" : "ready")
                                .param("date", i % 4 == 0 ? "2025-0" + (i % 9 + 1) + "-01" : null)
                                .param("second", i / 3)
                                .update();
                    }
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"created", "-created", "date", "-date", "title", "-title", "size", "-size"})
    void eachOrderShowsEachRowOnceWhileOthersAreInserted(String sort) {
        Set<String> before = new HashSet<>(ids());
        List<String> seen = new ArrayList<>();
        String next = null;
        do {
            JsonNode page = anna.get("/api/documents?limit=48&sort=" + sort
                            + (next == null ? "" : "&after=" + URLEncoder.encode(next, StandardCharsets.UTF_8)))
                    .body();
            page.get("items").forEach(item -> seen.add(item.get("id").asString()));
            next = page.get("next").isNull() ? null : page.get("next").asString();
            insert(3);
        } while (next != null);
        assertThat(seen).doesNotHaveDuplicates().containsAll(before);
    }

    private List<String> ids() {
        return java.util.Objects.requireNonNull(Caller.user(anna.person.id())
                .call(() -> transactions.execute(_ -> jdbc.sql("select id from documents")
                        .query((row, _) -> row.getObject(1, UUID.class).toString())
                        .list())));
    }

    @Test
    void rowsComeInTheOrderThatWasAskedFor() {
        JsonNode titles = anna.get("/api/documents?limit=200&sort=title").body().get("items");
        assertThat(titles)
                .extracting(item -> item.get("title").asString().toLowerCase(java.util.Locale.ROOT))
                .isSorted();
        JsonNode sizes = anna.get("/api/documents?limit=200&sort=-size").body().get("items");
        assertThat(sizes).extracting(item -> -item.get("size").asLong()).isSorted();
    }

    @Test
    void theServersOwnStorageCanBeAskedForByTheNilUuid() {
        JsonNode facets = anna.get("/api/documents/facets").body();
        assertThat(facets.get("connections")).hasSize(1);
        JsonNode own = facets.get("connections").get(0);
        assertThat(own.get("value").asString()).isEqualTo("00000000-0000-0000-0000-000000000000");
        assertThat(own.get("count").asInt()).isEqualTo(ROWS);
        assertThat(anna.get("/api/documents/facets?connection="
                                + own.get("value").asString())
                        .body()
                        .get("total")
                        .asInt())
                .isEqualTo(ROWS);
        assertThat(anna.get("/api/documents?connection=" + UUID.randomUUID())
                        .body()
                        .get("items"))
                .isEmpty();
    }

    @Test
    void filtersHoldTogetherAndTheFacetsCountThem() {
        JsonNode facets =
                anna.get("/api/documents/facets?type=pdf&status=ready").body();
        JsonNode rows = anna.get("/api/documents?type=pdf&status=ready&limit=200")
                .body()
                .get("items");
        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            assertThat(row.get("kind").asString()).isEqualTo("pdf");
            assertThat(row.get("status").asString()).isEqualTo("ready");
        });
        assertThat(facets.get("total").asInt()).isEqualTo(rows.size());
        assertThat(facets.get("withoutTopic").asInt()).isEqualTo(rows.size());
        assertThat(anna.get("/api/documents?type=pdf,text&limit=1").body().get("items"))
                .hasSize(1);
        assertThat(anna.get("/api/documents/facets").body().get("total").asInt())
                .isEqualTo(ROWS);
        assertThat(anna.get("/api/documents?from=2025-01-01&to=2025-01-31&limit=200")
                        .body()
                        .get("items"))
                .isNotEmpty()
                .allSatisfy(
                        row -> assertThat(row.get("documentDate").asString()).isEqualTo("2025-01-01"));
        assertThat(anna.get("/api/documents?q=ePort%203&limit=200").body().get("items"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.get("title").asString()).startsWith("Report 3"));
        assertThat(anna.get("/api/documents?q=%25").body().get("items")).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodIsExplained() {
        assertThat(anna.get("/api/documents?sort=colour").code()).isEqualTo("validation_failed");
        assertThat(anna.get("/api/documents?type=spoon").code()).isEqualTo("validation_failed");
        assertThat(anna.get("/api/documents?topic=nonsense").code()).isEqualTo("validation_failed");
        assertThat(anna.get("/api/documents?limit=0").status()).isEqualTo(422);
        assertThat(anna.get("/api/documents?after=nonsense").code()).isEqualTo("invalid_cursor");
        String next =
                anna.get("/api/documents?limit=1&sort=size").body().get("next").asString();
        assertThat(anna.get("/api/documents?sort=title&after=" + next).code()).isEqualTo("invalid_cursor");
        assertThat(anna.get("/api/documents?from=yesterday").status()).isIn(400, 422);
    }
}
