package io.docuvault.accounts;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.jobs.LiveEvents;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What a user may store. Bytes are reserved before they arrive, settled when they are a document, freed when that is
 * deleted for good; used and reserved together never exceed the quota. Everything happens in the caller's transaction.
 */
@Service
public class Quotas {

    private static final Logger log = LoggerFactory.getLogger(Quotas.class);

    private final JdbcClient jdbc;
    private final SystemTransactions transactions;
    private final AuditLog audit;
    private final LiveEvents events;

    Quotas(JdbcClient jdbc, SystemTransactions transactions, AuditLog audit, LiveEvents events) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.audit = audit;
        this.events = events;
    }

    /**
     * Keeps room for bytes to come.
     *
     * @throws ProblemException {@code quota_exceeded} with {@code quotaBytes}, {@code usedBytes} and
     *     {@code reservedBytes}; the audit log has it even though the caller's transaction is rolled back
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void reserve(UUID owner, long bytes) {
        boolean fits = jdbc.sql("""
                                update users set reserved_bytes = reserved_bytes + :bytes
                                where id = :owner and quota_bytes - used_bytes - reserved_bytes >= :bytes
                                """)
                        .param("owner", owner)
                        .param("bytes", requirePositive(bytes))
                        .update()
                == 1;
        if (!fits) {
            throw exceeded(owner, bytes);
        }
        changed(owner);
    }

    /** Turns a reservation into use: as much of it as the document takes, which may be less. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void settle(UUID owner, long reserved, long used) {
        if (used > reserved) {
            throw new IllegalArgumentException("Only what was reserved can be used");
        }
        change(owner, -requirePositive(reserved), requirePositive(used));
    }

    /** Gives a reservation back. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void release(UUID owner, long reserved) {
        change(owner, -requirePositive(reserved), 0);
    }

    /** Gives back what a deleted document took up. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void free(UUID owner, long used) {
        change(owner, 0, -requirePositive(used));
    }

    private void change(UUID owner, long reserved, long used) {
        jdbc.sql("""
                        update users set reserved_bytes = reserved_bytes + :reserved, used_bytes = used_bytes + :used
                        where id = :owner
                        """)
                .param("owner", owner)
                .param("reserved", reserved)
                .param("used", used)
                .update();
        changed(owner);
    }

    private void changed(UUID owner) {
        events.publish(owner, "account", Map.of());
    }

    private ProblemException exceeded(UUID owner, long bytes) {
        record Quota(long quotaBytes, long usedBytes, long reservedBytes) {}
        Quota quota = jdbc.sql("select quota_bytes, used_bytes, reserved_bytes from users where id = :owner")
                .param("owner", owner)
                .query(Quota.class)
                .single();
        recordOnceRolledBack(AuditEvent.failure("quota_exceeded", owner, Client.ofThisRequest())
                .with(Map.of("bytes", bytes, "quotaBytes", quota.quotaBytes(), "usedBytes", quota.usedBytes())));
        return new ProblemException(ErrorCode.QUOTA_EXCEEDED, "This is more than there is room for.")
                .with("quotaBytes", quota.quotaBytes())
                .with("usedBytes", quota.usedBytes())
                .with("reservedBytes", quota.reservedBytes());
    }

    /**
     * Records in a transaction of its own, on a thread of its own: were it nested, each request over quota would hold
     * one database connection while it waits for a second, and enough of them would wait for one another for ever.
     */
    private void recordOnceRolledBack(AuditEvent event) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                Thread.ofVirtual().name("quota-audit").start(() -> recordNow(event));
            }
        });
    }

    private void recordNow(AuditEvent event) {
        try {
            transactions.run(() -> audit.record(event));
        } catch (RuntimeException e) {
            log.error("The audit log could not be given {}", event, e);
        }
    }

    private static long requirePositive(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("A size is never negative");
        }
        return bytes;
    }
}
