package io.docuvault.audit;

import io.docuvault.shared.Caller;
import io.docuvault.shared.Cursor;
import io.docuvault.shared.Page;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads the audit log. Who may, the callers of its methods have seen to. */
@Service
public class AuditTrail {

    private final AuditEntryRows rows;
    private final JsonMapper json;
    private final TransactionTemplate transactions;

    AuditTrail(AuditEntryRows rows, JsonMapper json, TransactionTemplate transactions) {
        this.rows = rows;
        this.json = json;
        this.transactions = transactions;
    }

    /** Everybody's entries, newest first. */
    public Page<AuditEntry> page(AuditFilter filter, @Nullable String after, int limit) {
        long before = before(after);
        return asSystem(() -> page(rows.list(filter, before, limit + 1), limit));
    }

    /** What somebody did, and what an administrator did to their account, newest first. */
    public Page<AuditEntry> of(UUID person, @Nullable String after, int limit) {
        long before = before(after);
        return Objects.requireNonNull(Caller.user(person)
                .call(() -> transactions.execute(_ -> page(rows.of(person, before, limit + 1), limit))));
    }

    /** The actions that stand in the log. */
    public List<String> actions() {
        return asSystem(rows::actions);
    }

    /** The entry written last, by its number; 0 if there is none. */
    public long last() {
        return asSystem(rows::head).seq();
    }

    private Page<AuditEntry> page(List<ChainedEntry> found, int limit) {
        return Page.of(found.stream().map(this::entry).toList(), limit, entry -> String.valueOf(entry.seq()));
    }

    private AuditEntry entry(ChainedEntry found) {
        AuditEvent event = found.event();
        AuditEvent.Origin origin = event.origin();
        return new AuditEntry(
                found.seq(),
                found.at(),
                event.action(),
                event.outcome(),
                event.actorId(),
                event.subjectId(),
                origin == null ? null : origin.address(),
                origin == null ? null : origin.device(),
                json.readValue(found.details(), new TypeReference<>() {}));
    }

    private <T> T asSystem(Supplier<T> work) {
        return Objects.requireNonNull(Caller.system().call(() -> transactions.execute(_ -> work.get())));
    }

    private static long before(@Nullable String after) {
        try {
            return after == null ? Long.MAX_VALUE : Long.parseLong(after);
        } catch (NumberFormatException _) {
            throw Cursor.invalid();
        }
    }
}
