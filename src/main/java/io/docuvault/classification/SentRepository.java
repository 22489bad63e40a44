package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import io.docuvault.jobs.ScheduledWork;
import io.docuvault.shared.Digests;
import io.docuvault.shared.Times;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Exactly what was sent to models, for as long as the operator has it kept. It goes with its document. */
@Repository
class SentRepository implements ScheduledWork {

    /**
     * What was sent for a run.
     *
     * @param body letter for letter; keys travel in headers and were never in it
     * @param sha256 of its bytes in UTF-8, in hexadecimal
     */
    record Shown(UUID runId, String method, String url, Instant sentAt, int bytes, String sha256, String body) {}

    private final JdbcClient jdbc;
    private final ModelSettings settings;
    private final Clock clock;

    SentRepository(JdbcClient jdbc, ModelSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    void insert(UUID owner, UUID run, Permit.Sent sent, Instant at) {
        byte[] bytes = sent.body().getBytes(UTF_8);
        jdbc.sql("""
                        insert into classification_sent (run_id, owner_id, url, body, sha256, bytes, sent_at)
                        values (:run, :owner, :url, :body, :sha256, :bytes, :at)
                        on conflict (run_id) do nothing
                        """)
                .param("run", run)
                .param("owner", owner)
                .param("url", sent.url())
                .param("body", compressed(bytes))
                .param("sha256", Digests.sha256().digest(bytes))
                .param("bytes", bytes.length)
                .param("at", Times.column(at))
                .update();
    }

    @Transactional(readOnly = true)
    public Optional<Shown> find(UUID owner, UUID document, UUID run) {
        return jdbc.sql("""
                        select s.url, s.body, s.sha256, s.bytes, s.sent_at
                        from classification_sent s join classification_runs r on r.id = s.run_id
                        where s.run_id = :run and s.owner_id = :owner and r.document_id = :document
                        """)
                .param("owner", owner)
                .param("document", document)
                .param("run", run)
                .query((row, _) -> new Shown(
                        run,
                        "POST",
                        row.getString("url"),
                        Times.instant(row, "sent_at"),
                        row.getInt("bytes"),
                        HexFormat.of().formatHex(row.getBytes("sha256")),
                        new String(expanded(row.getBytes("body")), UTF_8)))
                .optional();
    }

    private static byte[] compressed(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static byte[] expanded(byte[] bytes) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "ai-sent-cleanup";
    }

    @Override
    public Schedule schedule() {
        return Schedules.daily(ZoneOffset.UTC, LocalTime.of(3, 40));
    }

    @Override
    @Transactional
    public void run() {
        jdbc.sql("delete from classification_sent where sent_at < :before")
                .param("before", Times.column(clock.instant().minus(settings.sentRetention())))
                .update();
    }
}
