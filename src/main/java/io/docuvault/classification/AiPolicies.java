package io.docuvault.classification;

import io.docuvault.shared.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who may see a document: the strictest of what the system, its owner, the topics it has (or probably has) and the
 * document itself say.
 */
@Repository
class AiPolicies {

    /** A guess below this says little about a document: every letter would be kept from models for some closed topic. */
    static final double PROBABLE = 1.0 / 3;

    private final JdbcClient jdbc;

    AiPolicies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What holds for a document, at this moment. */
    @Transactional(readOnly = true)
    public AiPolicy of(UUID owner, UUID document) {
        return of(owner, document, List.of());
    }

    /**
     * The same if the document is one of these topics' as well, but for those that a person has taken from it. What holds
     * for a topic holds for all below it.
     */
    @Transactional(readOnly = true)
    public AiPolicy of(UUID owner, UUID document, Collection<UUID> probably) {
        return jdbc.sql("""
                        with recursive its (id, parent_id, policy) as (
                            select t.id, t.parent_id, t.policy
                            from topics t left join document_topics dt
                                on dt.topic_id = t.id and dt.document_id = :document and dt.owner_id = :owner
                            where t.owner_id = :owner and (dt.state = 'confirmed'
                                or dt.state = 'suggested' and coalesce(dt.confidence, 1) >= :probable
                                or t.id = any(:probably::uuid[]) and dt.state is distinct from 'rejected')
                            union
                            select above.id, above.parent_id, above.policy
                            from topics above join its on its.parent_id = above.id
                            where above.owner_id = :owner
                        )
                        select
                            (select policy from ai_system_settings) as system,
                            (select policy from ai_settings where owner_id = :owner) as own,
                            (select policy from document_ai_policies
                                where document_id = :document and owner_id = :owner) as document,
                            array(select distinct policy from its where policy <> 'inherit') as topics
                        """)
                .param("owner", owner)
                .param("document", document)
                .param("probable", PROBABLE)
                .param("probably", probably.stream().map(UUID::toString).toArray(String[]::new))
                .query((row, _) -> {
                    List<@Nullable String> said = new ArrayList<>(
                            Arrays.asList(row.getString("system"), row.getString("own"), row.getString("document")));
                    said.addAll(List.of((String[]) row.getArray("topics").getArray()));
                    return strictest(said);
                })
                .single();
    }

    private static AiPolicy strictest(List<@Nullable String> said) {
        AiPolicy strictest = AiPolicy.ANY;
        for (String policy : said) {
            strictest = policy == null ? strictest : strictest.and(AiPolicy.ofColumn(policy));
        }
        return strictest;
    }

    /** Whether a topic of the owner's is closed to more than this: then it counts which topics a document may have. */
    @Transactional(readOnly = true)
    public boolean stricterTopicsThan(UUID owner, AiPolicy policy) {
        List<String> stricter = Arrays.stream(AiPolicy.values())
                .filter(other -> other.compareTo(policy) < 0)
                .map(other -> other.name().toLowerCase(Locale.ROOT))
                .toList();
        return jdbc.sql("select 1 from topics where owner_id = :owner and policy = any(:stricter) limit 1")
                .param("owner", owner)
                .param("stricter", stricter.toArray(String[]::new))
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** What was set for the document itself; empty for nothing. */
    @Transactional(readOnly = true)
    public Optional<AiPolicy> own(UUID owner, UUID document) {
        return jdbc.sql("select policy from document_ai_policies where document_id = :document and owner_id = :owner")
                .param("owner", owner)
                .param("document", document)
                .query(String.class)
                .optional()
                .map(AiPolicy::ofColumn);
    }

    /** @param policy null for nothing of its own */
    void set(UUID owner, UUID document, @Nullable AiPolicy policy) {
        if (policy == null) {
            jdbc.sql("delete from document_ai_policies where document_id = :document and owner_id = :owner")
                    .param("owner", owner)
                    .param("document", document)
                    .update();
            return;
        }
        int known = jdbc.sql("""
                        insert into document_ai_policies (document_id, owner_id, policy)
                        select id, owner_id, :policy from documents where id = :document and owner_id = :owner
                        on conflict (document_id) do update set policy = excluded.policy
                        """)
                .param("owner", owner)
                .param("document", document)
                .param("policy", policy.column())
                .update();
        if (known == 0) {
            throw ProblemException.notFound();
        }
    }
}
