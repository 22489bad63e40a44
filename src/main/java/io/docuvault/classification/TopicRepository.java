package io.docuvault.classification;

import io.docuvault.shared.Times;
import io.docuvault.shared.UuidArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class TopicRepository {

    private final JdbcClient jdbc;

    TopicRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All topics of an owner by name, without their counts. */
    List<Topic> all(UUID owner) {
        return jdbc.sql("""
                        select id, parent_id, name, description, color, aliases, policy, created_at, version,
                            automatic
                        from topics where owner_id = :owner
                        order by lower(name), id
                        """).param("owner", owner).query(TopicRepository::topic).list();
    }

    private static Topic topic(ResultSet row, int index) throws SQLException {
        return new Topic(
                row.getObject("id", UUID.class),
                row.getObject("parent_id", UUID.class),
                row.getString("name"),
                row.getString("description"),
                row.getString("color"),
                List.of((String[]) row.getArray("aliases").getArray()),
                Topic.Policy.valueOf(row.getString("policy").toUpperCase(Locale.ROOT)),
                0,
                0,
                Times.instant(row, "created_at"),
                row.getLong("version"),
                row.getBoolean("automatic"),
                Earned.NOTHING);
    }

    /** Those that may accept by themselves. */
    List<UUID> automatic(UUID owner) {
        return jdbc.sql("select id from topics where owner_id = :owner and automatic")
                .param("owner", owner)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    boolean anyAutomatic(UUID owner) {
        return jdbc.sql("select exists (select from topics where owner_id = :owner and automatic)")
                .param("owner", owner)
                .query(Boolean.class)
                .single();
    }

    void insert(UUID owner, Topic topic) {
        bind("""
                insert into topics (id, owner_id, parent_id, name, description, color, aliases, policy, version,
                    automatic, created_at, updated_at)
                values (:id, :owner, :parent, :name, :description, :color, :aliases, :policy, :version,
                    :automatic, :now, :now)
                """, owner, topic, topic.createdAt());
    }

    void update(UUID owner, Topic topic, Instant now) {
        bind("""
                update topics set parent_id = :parent, name = :name, description = :description, color = :color,
                    aliases = :aliases, policy = :policy, version = :version, automatic = :automatic, updated_at = :now
                where id = :id and owner_id = :owner
                """, owner, topic, now);
    }

    private void bind(String sql, UUID owner, Topic topic, Instant now) {
        jdbc.sql(sql)
                .param("id", topic.id())
                .param("owner", owner)
                .param("parent", topic.parentId())
                .param("name", topic.name())
                .param("description", topic.description())
                .param("color", topic.color())
                .param("aliases", topic.aliases().toArray(String[]::new))
                .param("policy", topic.policy().name().toLowerCase(Locale.ROOT))
                .param("version", topic.version())
                .param("automatic", topic.automatic())
                .param("now", Times.column(now))
                .update();
    }

    /** The rules that file documents under a topic. */
    List<UUID> rules(UUID owner, UUID topic) {
        return ids("select id from topic_rules where owner_id = :owner and topic_id = :topic", owner, topic);
    }

    /** The proposals that have become a topic. */
    List<UUID> proposals(UUID owner, UUID topic) {
        return ids("select id from topic_proposals where owner_id = :owner and topic_id = :topic", owner, topic);
    }

    private List<UUID> ids(String sql, UUID owner, UUID topic) {
        return jdbc.sql(sql)
                .param("owner", owner)
                .param("topic", topic)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    void moveRules(UUID owner, UUID from, UUID to, List<UUID> rules) {
        move("topic_rules", owner, from, to, rules);
    }

    void moveProposals(UUID owner, UUID from, UUID to, List<UUID> proposals) {
        move("topic_proposals", owner, from, to, proposals);
    }

    /** Only those that are still where they were. */
    private void move(String table, UUID owner, UUID from, UUID to, List<UUID> ids) {
        jdbc.sql("update " + table + """
                         set topic_id = :to
                        where owner_id = :owner and topic_id = :from and id = any(:ids::uuid[])
                        """)
                .param("owner", owner)
                .param("from", from)
                .param("to", to)
                .param("ids", UuidArray.of(ids))
                .update();
    }

    /** Moves the topics below one up to where it stands itself, and removes it. */
    void delete(UUID owner, Topic topic, Instant now) {
        jdbc.sql("""
                        update topics set parent_id = :parent, version = version + 1, updated_at = :now
                        where parent_id = :id and owner_id = :owner
                        """)
                .param("id", topic.id())
                .param("owner", owner)
                .param("parent", topic.parentId())
                .param("now", Times.column(now))
                .update();
        jdbc.sql("delete from topics where id = :id and owner_id = :owner")
                .param("id", topic.id())
                .param("owner", owner)
                .update();
    }
}
