package io.docuvault.documents;

import io.docuvault.jobs.JobSubjects;
import io.docuvault.shared.UuidArray;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Documents that jobs are about, by their titles. */
@Component
class DocumentNames implements JobSubjects {

    private final JdbcClient jdbc;

    DocumentNames(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<UUID, String> names(UUID owner, Collection<UUID> subjects) {
        Map<UUID, String> names = new HashMap<>();
        jdbc.sql("select id, title from documents where owner_id = :owner and id = any(:ids::uuid[])")
                .param("owner", owner)
                .param("ids", UuidArray.of(subjects))
                .query(row -> {
                    names.put(row.getObject("id", UUID.class), row.getString("title"));
                });
        return names;
    }
}
