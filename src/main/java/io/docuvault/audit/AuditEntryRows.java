package io.docuvault.audit;

import io.docuvault.audit.AuditEvent.Origin;
import io.docuvault.audit.AuditEvent.Outcome;
import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** SQL of the table {@code audit_entries} as it is read. */
@Repository
class AuditEntryRows {

    private static final String COLUMNS =
            "seq, id, at, actor_id, subject_id, action, outcome, address, device, details::text, prev_hash, hash";

    private static final int FETCH = 1000;

    private final JdbcClient jdbc;

    AuditEntryRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Newest first, from before an entry on. */
    List<ChainedEntry> list(AuditFilter filter, long before, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                         from audit_entries
                        where seq < :before
                            and (:action::text is null or action = :action)
                            and (:outcome::text is null or outcome = :outcome)
                            and (:actor::uuid is null or actor_id = :actor)
                            and (:subject::uuid is null or subject_id = :subject)
                            and (:address::text is null or address = :address)
                            and (:from::timestamptz is null or at >= :from)
                            and (:to::timestamptz is null or at < :to)
                        order by seq desc limit :limit
                        """)
                .param("before", before)
                .param("action", filter.action())
                .param("outcome", filter.outcome() == null ? null : column(filter.outcome()))
                .param("actor", filter.actor())
                .param("subject", filter.subject())
                .param("address", filter.address())
                .param("from", Times.column(filter.from()))
                .param("to", Times.column(filter.to()))
                .param("limit", limit)
                .query((row, _) -> entry(row))
                .list();
    }

    /** What somebody did and what was done to them, newest first. */
    List<ChainedEntry> of(UUID person, long before, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                         from audit_entries
                        where seq in (
                            (select seq from audit_entries where actor_id = :person and seq < :before
                                order by seq desc limit :limit)
                            union all
                            (select seq from audit_entries where subject_id = :person and seq < :before
                                order by seq desc limit :limit)
                        )
                        order by seq desc limit :limit
                        """)
                .param("person", person)
                .param("before", before)
                .param("limit", limit)
                .query((row, _) -> entry(row))
                .list();
    }

    /** The entries from after one to another, in the order of the chain. */
    List<Link> links(long after, long last, int limit) {
        return jdbc.sql("select " + COLUMNS
                        + " from audit_entries where seq > :after and seq <= :last order by seq limit :limit")
                .param("after", after)
                .param("last", last)
                .param("limit", limit)
                .query((row, _) -> link(row))
                .list();
    }

    /** Every entry in the order of the chain; to be closed, and read within the running transaction. */
    Stream<Link> links() {
        return jdbc
                .sql("select " + COLUMNS + " from audit_entries order by seq")
                .withFetchSize(FETCH)
                .query((row, _) -> link(row))
                .stream();
    }

    /** Every action that stands in the log; looks once into the index for each. */
    List<String> actions() {
        return jdbc.sql("""
                        with recursive known as (
                            (select action from audit_entries order by action limit 1)
                            union all
                            select (select action from audit_entries where action > known.action order by action limit 1)
                            from known where known.action is not null
                        )
                        select action from known where action is not null order by action
                        """).query((row, _) -> row.getString("action")).list();
    }

    /** Where the chain begins. */
    ChainPlace anchor() {
        return place("audit_anchor");
    }

    /** Where the chain ends. */
    ChainPlace head() {
        return place("audit_head");
    }

    private ChainPlace place(String table) {
        return jdbc.sql("select seq, hash from " + table)
                .query((row, _) -> new ChainPlace(row.getLong("seq"), row.getBytes("hash")))
                .single();
    }

    private static String column(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(entry(row), row.getBytes("prev_hash"), row.getBytes("hash"));
    }

    private static ChainedEntry entry(ResultSet row) throws SQLException {
        return new ChainedEntry(
                row.getLong("seq"),
                row.getObject("id", UUID.class),
                Times.instant(row, "at"),
                new AuditEvent(
                        row.getString("action"),
                        Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
                        row.getObject("actor_id", UUID.class),
                        row.getObject("subject_id", UUID.class),
                        origin(row.getString("address"), row.getString("device")),
                        Map.of()),
                row.getString("details"));
    }

    static @Nullable Origin origin(@Nullable String address, @Nullable String device) {
        return address == null ? null : new Origin(address, device == null ? "" : device);
    }

    /** An entry as it stands in the chain. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Link(ChainedEntry entry, byte[] previous, byte[] hash) {}
}
