package io.docuvault.documents;

import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

@Component
class QuotaInvariant implements Invariant {

    /** One statement sees one state of the database, and each change of a quota commits with what it is about. */
    private static final String STATE = """
            with stored as (select owner_id, sum(size_bytes) as bytes from documents group by owner_id),
                 coming as (select owner_id, sum(size_bytes) as bytes from uploads where state in ('pending', 'verifying')
                            group by owner_id)
            select u.id, u.quota_bytes, u.used_bytes, u.reserved_bytes,
                coalesce(stored.bytes, 0) as stored_bytes, coalesce(coming.bytes, 0) as coming_bytes
            from users u left join stored on stored.owner_id = u.id left join coming on coming.owner_id = u.id
            """;

    private record Account(
            UUID id, long quotaBytes, long usedBytes, long reservedBytes, long storedBytes, long comingBytes) {}

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    QuotaInvariant(JdbcClient jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "quota";
    }

    @Override
    public String statement() {
        return "What counts as used and reserved is what is stored and on its way, and within the quota.";
    }

    @Override
    public void check(Findings findings) {
        List<Account> accounts = Objects.requireNonNull(
                transactions.execute(_ -> jdbc.sql(STATE).query(Account.class).list()));
        findings.looked(accounts.size());
        for (Account account : accounts) {
            compare(findings, account);
        }
    }

    private void compare(Findings findings, Account account) {
        String subject = "user " + account.id();
        if (account.usedBytes() != account.storedBytes() || account.reservedBytes() != account.comingBytes()) {
            findings.violation(
                    subject,
                    "%d bytes count as used, %d are; %d count as reserved, %d are."
                            .formatted(
                                    account.usedBytes(),
                                    account.storedBytes(),
                                    account.reservedBytes(),
                                    account.comingBytes()),
                    () -> count(account.id()));
        }
        if (account.storedBytes() + account.comingBytes() > account.quotaBytes()) {
            findings.violation(
                    subject,
                    "%d bytes are stored or on their way, and the quota is %d."
                            .formatted(account.storedBytes() + account.comingBytes(), account.quotaBytes()));
        }
    }

    /** Whoever changes a quota changes it by a difference, under the lock that is taken here: none gets lost. */
    private void count(UUID user) {
        transactions.executeWithoutResult(_ -> {
            jdbc.sql("select id from users where id = :id for update")
                    .param("id", user)
                    .query((row, _) -> row.getObject(1, UUID.class))
                    .list();
            jdbc.sql("""
                            update users set
                                used_bytes = (select coalesce(sum(size_bytes), 0) from documents where owner_id = :id),
                                reserved_bytes = (select coalesce(sum(size_bytes), 0) from uploads
                                    where owner_id = :id and state in ('pending', 'verifying'))
                            where id = :id
                            """).param("id", user).update();
        });
    }
}
