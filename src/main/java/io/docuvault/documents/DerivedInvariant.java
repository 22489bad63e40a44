package io.docuvault.documents;

import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The database's own keys see to this; a backup that was put back in parts, or a broken index, may not. */
@Component
class DerivedInvariant implements Invariant {

    private static final List<String> TABLES = List.of("document_texts", "document_thumbnails", "document_topics");

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    DerivedInvariant(JdbcClient jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "derived";
    }

    @Override
    public String statement() {
        return "Text, thumbnails and topics belong to documents that are there, and to the same owner.";
    }

    @Override
    public void check(Findings findings) {
        for (String table : TABLES) {
            transactions.executeWithoutResult(_ -> check(table, findings));
        }
    }

    private void check(String table, Findings findings) {
        findings.looked(
                jdbc.sql("select count(*) from " + table).query(Long.class).single());
        jdbc.sql("""
                        select distinct part.document_id from %s part
                        left join documents d on d.id = part.document_id and d.owner_id = part.owner_id
                        where d.id is null
                        """.formatted(table))
                .query(UUID.class)
                .list()
                .forEach(document ->
                        findings.violation("document " + document, "It is gone, but not from " + table + "."));
    }
}
