package io.docuvault.audit;

import io.docuvault.audit.AuditEntryRows.Link;
import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Walks along the chain of the audit log and works out every hash anew. */
@Component
class AuditInvariant implements Invariant {

    private final AuditEntryRows rows;
    private final TransactionTemplate transactions;

    AuditInvariant(AuditEntryRows rows, PlatformTransactionManager manager) {
        this.rows = rows;
        this.transactions = new TransactionTemplate(manager);
        // One picture of where the chain begins, of what stands in it and of where it ends, whoever writes meanwhile.
        this.transactions.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

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
            ChainWalk walk = new ChainWalk(rows.anchor(), findings::violation);
            try (Stream<Link> links = rows.links()) {
                links.forEach(link -> {
                    findings.looked(1);
                    walk.step(link.entry(), link.previous(), link.hash());
                });
            }
            walk.end(rows.head());
        });
    }
}
