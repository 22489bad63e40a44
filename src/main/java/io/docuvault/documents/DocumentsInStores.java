package io.docuvault.documents;

import io.docuvault.storage.StoredDocuments;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class DocumentsInStores implements StoredDocuments {

    private final JdbcClient jdbc;

    DocumentsInStores(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public boolean anyIn(String store) {
        return jdbc.sql("select exists (select from documents where store = :store and connection_id is null)")
                .param("store", store)
                .query(Boolean.class)
                .single();
    }
}
