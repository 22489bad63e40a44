package io.docuvault.classification;

import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
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
            cost_micros, result, facts, proposals, problem_code, problem_detail, reused_run_id, document_id,
            exists (select from classification_sent s where s.run_id = classification_runs.id) as sent""";

    /** An answer that was given before, perhaps about another document with the same text. */
    record Answered(UUID document, Run run) {}

    private final JdbcClient jdbc;
    private final JsonMapper json;

    RunRepository(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Keeps a run, also in the place of what it was while the model was being asked. */
    void insert(UUID owner, UUID document, Run run) {
        insert(owner, document, run, """
                on conflict (id) do update set model = excluded.model, outcome = excluded.outcome,
                    input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
                    cost_micros = excluded.cost_micros, latency_ms = excluded.latency_ms, result = excluded.result,
                    facts = excluded.facts, proposals = excluded.proposals, problem_code = excluded.problem_code,
                    problem_detail = excluded.problem_detail
                """);
    }

    /** Keeps a run of which there is only the question; false if the same is being asked already. */
    boolean begin(UUID owner, UUID document, Run run) {
        return insert(owner, document, run, "on conflict do nothing") == 1;
    }

    /** Of those that began so long ago no answer will come any more. */
    void giveUp(UUID owner, String provider, String promptHash, String textHash, Instant before) {
        jdbc.sql("""
                        update classification_runs set outcome = 'failed', problem_code = 'lost',
                            problem_detail = 'The server stopped before the answer came.'
                        where owner_id = :owner and provider = :provider and prompt_hash = :promptHash
                            and text_hash = :textHash and outcome = 'asked' and created_at < :before
                        """)
                .param("owner", owner)
                .param("provider", provider)
                .param("promptHash", HexFormat.of().parseHex(promptHash))
                .param("textHash", HexFormat.of().parseHex(textHash))
                .param("before", Times.column(before))
                .update();
    }

    /** The same of every question; called as the system. */
    void giveUpAll(Instant before) {
        jdbc.sql("""
                        update classification_runs set outcome = 'failed', problem_code = 'lost',
                            problem_detail = 'The server stopped before the answer came.'
                        where outcome = 'asked' and created_at < :before
                        """).param("before", Times.column(before)).update();
    }

    /** Nothing was sent after all. */
    void forget(UUID owner, UUID run) {
        jdbc.sql("delete from classification_runs where id = :run and owner_id = :owner and outcome = 'asked'")
                .param("run", run)
                .param("owner", owner)
                .update();
    }

    private int insert(UUID owner, UUID document, Run run, String conflict) {
        return jdbc.sql("""
                        insert into classification_runs (id, owner_id, document_id, provider, model, outcome,
                            prompt_hash, text_hash, input_tokens, output_tokens, cost_micros, latency_ms, result,
                            facts, proposals, problem_code, problem_detail, reused_run_id, created_at)
                        values (:id, :owner, :document, :provider, :model, :outcome, :promptHash, :textHash,
                            :inputTokens, :outputTokens, :costMicros, :latency, :result::jsonb,
                            :facts::jsonb, :proposals::jsonb, :problemCode, :problemDetail, :reused, :now)
                        """ + conflict)
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
                .param("facts", run.facts() == null ? null : json.writeValueAsString(run.facts()))
                .param("proposals", json.writeValueAsString(run.proposals()))
                .param(
                        "problemCode",
                        run.problem() == null ? null : run.problem().code())
                .param(
                        "problemDetail",
                        run.problem() == null ? null : run.problem().detail())
                .param("reused", run.reusedRunId())
                .param("now", Times.column(run.createdAt()))
                .update();
    }

    /**
     * The latest run that ended with an answer to the same question, of this document if there is one.
     *
     * @param anyDocument whether another document with the same text will do
     */
    Optional<Answered> answered(
            UUID owner, UUID document, String provider, String promptHash, String textHash, boolean anyDocument) {
        return jdbc.sql("select " + COLUMNS + """
                         from classification_runs
                        where owner_id = :owner and provider = :provider
                            and prompt_hash = :promptHash and text_hash = :textHash and outcome not in ('failed', 'asked')
                            and (document_id = :document or :anyDocument)
                        order by (document_id = :document) desc, id desc
                        limit 1
                        """)
                .param("document", document)
                .param("owner", owner)
                .param("provider", provider)
                .param("promptHash", HexFormat.of().parseHex(promptHash))
                .param("textHash", HexFormat.of().parseHex(textHash))
                .param("anyDocument", anyDocument)
                .query((row, index) -> new Answered(row.getObject("document_id", UUID.class), run(row, index)))
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
                json.readValue(row.getString("result"), new TypeReference<>() {}),
                row.getString("facts") == null ? null : json.readValue(row.getString("facts"), DocumentFacts.class),
                json.readValue(row.getString("proposals"), new TypeReference<>() {}),
                row.getString("problem_code") == null
                        ? null
                        : new Run.Problem(row.getString("problem_code"), row.getString("problem_detail")),
                row.getObject("reused_run_id", UUID.class),
                row.getBoolean("sent"));
    }
}
