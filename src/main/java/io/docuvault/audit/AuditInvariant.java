package io.docuvault.audit;

import io.docuvault.audit.AuditEvent.Origin;
import io.docuvault.audit.AuditEvent.Outcome;
import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Walks along the chain of the audit log and works out every hash anew. */
@Component
class AuditInvariant implements Invariant {

    private static final int FETCH = 1000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    AuditInvariant(JdbcClient jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Link(ChainedEntry entry, byte[] previous, byte[] hash) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Head(long seq, byte[] hash) {}

    @Override
    public String name() {
        return "audit-log";
    }

    @Override
    public String statement() {
        return "No entry of the audit log was changed, removed or put in, up to the one written last.";
    }

    @Override
    public void check(Findings findings) {
        transactions.executeWithoutResult(_ -> {
            // The end first: what is added after it has been read is beyond it.
            Head head = jdbc.sql("select seq, hash from audit_head")
                    .query((row, _) -> new Head(row.getLong("seq"), row.getBytes("hash")))
                    .single();
            Walk walk = new Walk(findings, new byte[head.hash().length]);
            try (Stream<Link> links =
                    jdbc.sql("""
                            select seq, id, at, actor_id, subject_id, action, outcome, address, device, details::text,
                                prev_hash, hash
                            from audit_entries where seq <= :last order by seq
                            """).withFetchSize(FETCH).param("last", head.seq()).query(AuditInvariant::link).stream()) {
                links.forEach(walk::step);
            }
            walk.end(head);
        });
    }

    private static final class Walk {

        private final Findings findings;
        private long seq;
        private byte[] hash;

        Walk(Findings findings, byte[] beginning) {
            this.findings = findings;
            this.hash = beginning;
        }

        void step(Link link) {
            findings.looked(1);
            ChainedEntry entry = link.entry();
            String subject = "entry " + entry.seq();
            if (entry.seq() != seq + 1) {
                findings.violation(subject, "The entries before it, from %d on, are gone.".formatted(seq + 1));
            } else if (!Arrays.equals(link.previous(), hash)) {
                findings.violation(subject, "It does not follow from the entry before it.");
            }
            if (!Arrays.equals(entry.hash(link.previous()), link.hash())) {
                findings.violation(subject, "It was changed after it was written.");
            }
            seq = entry.seq();
            hash = link.hash();
        }

        void end(Head head) {
            if (head.seq() != seq || !Arrays.equals(head.hash(), hash)) {
                findings.violation(
                        "entry " + head.seq(), "The log should end with it and ends with entry " + seq + ".");
            }
        }
    }

    private static Link link(ResultSet row, int index) throws SQLException {
        String address = row.getString("address");
        Origin origin = address == null ? null : new Origin(address, row.getString("device"));
        AuditEvent event = new AuditEvent(
                row.getString("action"),
                Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
                row.getObject("actor_id", UUID.class),
                row.getObject("subject_id", UUID.class),
                origin,
                Map.of());
        ChainedEntry entry = new ChainedEntry(
                row.getLong("seq"),
                row.getObject("id", UUID.class),
                Times.instant(row, "at"),
                event,
                row.getString("details"));
        return new Link(entry, row.getBytes("prev_hash"), row.getBytes("hash"));
    }
}
