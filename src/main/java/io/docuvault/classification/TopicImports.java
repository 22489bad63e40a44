package io.docuvault.classification;

import io.docuvault.shared.Ids;
import io.docuvault.shared.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Topics that an archive has: those that the owner has are used, by whatever of their names, and the others are made. */
@Service
public class TopicImports {

    private static final int LONGEST_DESCRIPTION = 2000;

    /** A rule that an archive has for a topic, in the words of the table. */
    public record ImportedRule(String field, String match, String pattern, String action) {}

    /**
     * A topic as an archive has it.
     *
     * @param path its name, after the names of those above it
     */
    public record ImportedTopic(
            List<String> path,
            @Nullable String description,
            @Nullable String color,
            List<String> aliases,
            @Nullable String policy,
            List<ImportedRule> rules) {}

    private final Topics topics;
    private final JdbcClient jdbc;

    TopicImports(Topics topics, JdbcClient jdbc) {
        this.topics = topics;
        this.jdbc = jdbc;
    }

    /** The owner's topic for one of an archive's; made if there is none, with all above it. */
    @Transactional
    public UUID topic(UUID owner, ImportedTopic imported) {
        UUID above = null;
        for (String name : imported.path().subList(0, imported.path().size() - 1)) {
            above = named(owner, name, above, new ImportedTopic(List.of(name), null, null, List.of(), null, List.of()));
        }
        UUID topic = named(owner, imported.path().getLast(), above, imported);
        for (ImportedRule rule : imported.rules()) {
            add(owner, topic, rule);
        }
        return topic;
    }

    private UUID named(UUID owner, String name, @Nullable UUID above, ImportedTopic imported) {
        return find(owner, name).orElseGet(() -> create(owner, name, above, imported));
    }

    private Optional<UUID> find(UUID owner, String name) {
        return jdbc.sql("""
                        select id from topics
                        where owner_id = :owner and (lower(name) = lower(:name)
                            or exists (select from unnest(aliases) alias where lower(alias) = lower(:name)))
                        order by (lower(name) = lower(:name)) desc, id limit 1
                        """)
                .param("owner", owner)
                .param("name", name.strip())
                .query((row, _) -> row.getObject(1, UUID.class))
                .optional();
    }

    private UUID create(UUID owner, String name, @Nullable UUID above, ImportedTopic imported) {
        String description = Objects.requireNonNullElse(imported.description(), "");
        String color = imported.color() != null && imported.color().matches("#[0-9a-f]{6}") ? imported.color() : null;
        List<@Nullable String> aliases = new ArrayList<>();
        for (String alias : imported.aliases()) {
            if (find(owner, alias).isEmpty() && !alias.equalsIgnoreCase(name)) {
                aliases.add(alias);
            }
        }
        return topics.create(
                        owner,
                        new NewTopic(
                                name,
                                above,
                                description.substring(0, Math.min(LONGEST_DESCRIPTION, description.length())),
                                color,
                                aliases,
                                policy(imported.policy())))
                .id();
    }

    private static Topic.@Nullable Policy policy(@Nullable String name) {
        try {
            return name == null ? null : Topic.Policy.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** What is no rule is left out: an archive may come from anywhere. */
    private static boolean isRule(ImportedRule rule) {
        try {
            var _ = Rule.Action.valueOf(rule.action().toUpperCase(Locale.ROOT));
            var _ = RulePattern.of(
                    Rule.Field.valueOf(rule.field().toUpperCase(Locale.ROOT)),
                    Rule.Match.valueOf(rule.match().toUpperCase(Locale.ROOT)),
                    rule.pattern());
            return true;
        } catch (IllegalArgumentException | ProblemException _) {
            return false;
        }
    }

    private void add(UUID owner, UUID topic, ImportedRule rule) {
        if (!isRule(rule)) {
            return;
        }
        jdbc.sql("""
                        insert into topic_rules (id, owner_id, topic_id, field, match, pattern, action, created_at)
                        select :id, :owner, :topic, :field, :match, :pattern, :action, now()
                        where not exists (select from topic_rules
                            where owner_id = :owner and topic_id = :topic and field = :field and match = :match
                                and pattern = :pattern)
                            and (select count(*) from topic_rules where owner_id = :owner and topic_id = :topic) < :mostOfATopic
                            and (select count(*) from topic_rules where owner_id = :owner) < :most
                        """)
                .param("mostOfATopic", Rules.MOST_OF_A_TOPIC)
                .param("most", Rules.MOST)
                .param("id", Ids.next())
                .param("owner", owner)
                .param("topic", topic)
                .param("field", rule.field().toLowerCase(Locale.ROOT))
                .param("match", rule.match().toLowerCase(Locale.ROOT))
                .param("pattern", rule.pattern())
                .param("action", rule.action().toLowerCase(Locale.ROOT))
                .update();
    }
}
