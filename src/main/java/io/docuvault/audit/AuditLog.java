package io.docuvault.audit;

import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Times;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * The append-only audit log. Each entry carries the hash of the one before it, so that a removed or changed entry shows.
 * The chain's end is a locked row: call {@link #record} last in a transaction, which keeps the lock short.
 */
@Service
public class AuditLog {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final TransactionTemplate transactions;
    private final Clock clock;

    AuditLog(JdbcClient jdbc, JsonMapper json, TransactionTemplate transactions, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Adds an entry in the transaction of the action itself: neither is kept without the other. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(AuditEvent event) {
        Head head = jdbc.sql("select seq, hash from audit_head for update")
                .query((row, _) -> new Head(row.getLong("seq"), HexFormat.of().formatHex(row.getBytes("hash"))))
                .single();
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        ChainedEntry entry =
                new ChainedEntry(head.seq() + 1, Ids.next(), at, event, json.writeValueAsString(event.details()));
        byte[] previous = HexFormat.of().parseHex(head.hash());
        byte[] hash = entry.hash(previous);
        insert(entry, previous, hash);
        jdbc.sql("update audit_head set seq = :seq, hash = :hash")
                .param("seq", entry.seq())
                .param("hash", hash)
                .update();
    }

    /** Adds an entry about what needs no transaction, or has had its own: as the system, whoever calls. */
    public void recordAlone(AuditEvent event) {
        Caller.system().run(() -> transactions.executeWithoutResult(_ -> record(event)));
    }

    private void insert(ChainedEntry entry, byte[] previous, byte[] hash) {
        AuditEvent event = entry.event();
        AuditEvent.Origin origin = event.origin();
        jdbc.sql("""
                        insert into audit_entries (seq, id, at, actor_id, subject_id, action, outcome, address, device,
                            details, prev_hash, hash)
                        values (:seq, :id, :at, :actor, :subject, :action, :outcome, :address, :device,
                            :details::json, :previous, :hash)
                        """)
                .param("seq", entry.seq())
                .param("id", entry.id())
                .param("at", Times.column(entry.at()))
                .param("actor", event.actorId())
                .param("subject", event.subjectId())
                .param("action", event.action())
                .param("outcome", event.outcome().name().toLowerCase(Locale.ROOT))
                .param("address", origin == null ? null : origin.address())
                .param("device", origin == null ? null : origin.device())
                .param("details", entry.details())
                .param("previous", previous)
                .param("hash", hash)
                .update();
    }

    private record Head(long seq, String hash) {}
}
