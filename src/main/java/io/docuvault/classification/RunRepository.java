package io.docuvault.classification;

import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Repository
class RunRepository {

    private static final String COLUMNS = """
            id, provider, model, created_at, latency_ms, outcome, prompt_hash, text_hash, input_tokens, output_tokens,
            cost_micros, result""";

    private final JdbcClient jdbc;
    private final JsonMapper json;

    RunRepository(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void insert(UUID owner, UUID document, Run run) {
        jdbc.sql("""
                        insert into classification_runs (id, owner_id, document_id, provider, model, outcome,
                            prompt_hash, text_hash, input_tokens, output_tokens, cost_micros, latency_ms, result,
                            created_at)
                        values (:id, :owner, :document, :provider, :model, :outcome, :promptHash, :textHash,
                            :inputTokens, :outputTokens, :costMicros, :latency, :result::jsonb, :now)
                        """)
                .param("id", run.id())
                .param("owner", owner)
                .param("document", document)
                .param("provider", run.provider())
                .param("model", run.model())
                .param("outcome", run.outcome().name().toLowerCase(Locale.ROOT))
                .param("promptHash", HexFormat.of().parseHex(run.promptHash()))
                .param("textHash", HexFormat.of().parseHex(run.textHash()))
                .param("inputTokens", run.inputTokens())
                .param("outputTokens", run.outputTokens())
                .param("costMicros", run.costMicros())
                .param("latency", run.latencyMs())
                .param("result", json.writeValueAsString(run.topics()))
                .param("now", Times.column(run.createdAt()))
                .update();
    }

    /** The latest run that ended with an answer to the same question. */
    Optional<Run> answered(UUID owner, UUID document, String provider, String promptHash, String textHash) {
        return jdbc.sql("select " + COLUMNS + """
                         from classification_runs
                        where document_id = :document and owner_id = :owner and provider = :provider
                            and prompt_hash = :promptHash and text_hash = :textHash and outcome <> 'failed'
                        order by id desc
                        limit 1
                        """)
                .param("document", document)
                .param("owner", owner)
                .param("provider", provider)
                .param("promptHash", HexFormat.of().parseHex(promptHash))
                .param("textHash", HexFormat.of().parseHex(textHash))
                .query(this::run)
                .optional();
    }

    /** The runs of a document, newest first. */
    List<Run> list(UUID owner, UUID document, @Nullable UUID before, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                         from classification_runs
                        where document_id = :document and owner_id = :owner
                            and (:before::uuid is null or id < :before)
                        order by id desc
                        limit :limit
                        """)
                .param("document", document)
                .param("owner", owner)
                .param("before", before)
                .param("limit", limit)
                .query(this::run)
                .list();
    }

    private Run run(ResultSet row, int index) throws SQLException {
        return new Run(
                row.getObject("id", UUID.class),
                row.getString("provider"),
                row.getString("model"),
                Times.instant(row, "created_at"),
                row.getInt("latency_ms"),
                Run.Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
                HexFormat.of().formatHex(row.getBytes("prompt_hash")),
                HexFormat.of().formatHex(row.getBytes("text_hash")),
                row.getObject("input_tokens", Integer.class),
                row.getObject("output_tokens", Integer.class),
                row.getObject("cost_micros", Long.class),
                json.readValue(row.getString("result"), new TypeReference<>() {}));
    }
}
