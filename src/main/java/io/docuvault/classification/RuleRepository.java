package io.docuvault.classification;

import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class RuleRepository {

    private static final String COLUMNS = "id, topic_id, field, match, pattern, action, hits, created_at";

    private final JdbcClient jdbc;

    RuleRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All of an owner's. */
    List<Rule> all(UUID owner) {
        return jdbc.sql("select " + COLUMNS + " from topic_rules where owner_id = :owner order by topic_id, id")
                .param("owner", owner)
                .query(RuleRepository::rule)
                .list();
    }

    List<Rule> of(UUID owner, UUID topic) {
        return jdbc.sql("select " + COLUMNS
                        + " from topic_rules where owner_id = :owner and topic_id = :topic order by id")
                .param("owner", owner)
                .param("topic", topic)
                .query(RuleRepository::rule)
                .list();
    }

    Optional<Rule> find(UUID owner, UUID topic, UUID id) {
        return jdbc.sql("select " + COLUMNS
                        + " from topic_rules where id = :id and owner_id = :owner and topic_id = :topic")
                .param("id", id)
                .param("owner", owner)
                .param("topic", topic)
                .query(RuleRepository::rule)
                .optional();
    }

    boolean topicExists(UUID owner, UUID topic) {
        return jdbc.sql("select exists (select from topics where id = :topic and owner_id = :owner)")
                .param("topic", topic)
                .param("owner", owner)
                .query(Boolean.class)
                .single();
    }

    int count(UUID owner) {
        return jdbc.sql("select count(*) from topic_rules where owner_id = :owner")
                .param("owner", owner)
                .query(Integer.class)
                .single();
    }

    void save(UUID owner, Rule rule) {
        jdbc.sql("""
                        insert into topic_rules (id, owner_id, topic_id, field, match, pattern, action, created_at)
                        values (:id, :owner, :topic, :field, :match, :pattern, :action, :now)
                        on conflict (id) do update set field = excluded.field, match = excluded.match,
                            pattern = excluded.pattern, action = excluded.action
                        where topic_rules.owner_id = :owner
                        """)
                .param("id", rule.id())
                .param("owner", owner)
                .param("topic", rule.topicId())
                .param("field", rule.field().column())
                .param("match", rule.match().column())
                .param("pattern", rule.pattern())
                .param("action", rule.action().column())
                .param("now", Times.column(rule.createdAt()))
                .update();
    }

    boolean delete(UUID owner, UUID topic, UUID id) {
        return jdbc.sql("delete from topic_rules where id = :id and owner_id = :owner and topic_id = :topic")
                        .param("id", id)
                        .param("owner", owner)
                        .param("topic", topic)
                        .update()
                > 0;
    }

    void countHits(UUID owner, Collection<UUID> rules) {
        jdbc.sql("update topic_rules set hits = hits + 1 where owner_id = :owner and id = any(:rules::uuid[])")
                .param("owner", owner)
                .param("rules", UuidArray.of(rules))
                .update();
    }

    private static Rule rule(ResultSet row, int index) throws SQLException {
        return new Rule(
                row.getObject("id", UUID.class),
                row.getObject("topic_id", UUID.class),
                Rule.Field.ofColumn(row.getString("field")),
                Rule.Match.ofColumn(row.getString("match")),
                row.getString("pattern"),
                Rule.Action.ofColumn(row.getString("action")),
                Times.instant(row, "created_at"),
                row.getLong("hits"));
    }
}
