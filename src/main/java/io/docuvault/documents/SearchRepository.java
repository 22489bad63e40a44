package io.docuvault.documents;

import io.docuvault.documents.SearchQuery.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The queries of search. None reads a text that is not shown: hits are found and ranked by their terms, and only the
 * passages of the page that is shown are cut out of their chunks.
 */
@Repository
class SearchRepository {

    /** Ranking reads each hit's terms: of more hits than this, the newest are ranked. */
    static final int MOST_RANKED = 2_000;
    /** Counts beside the filters stop here. */
    static final int MOST_COUNTED = 10_000;

    private static final String MATCH_START = "\uE000";
    private static final String MATCH_END = "\uE001";
    private static final String PASSAGE_END = "\uE002";
    private static final String HEADLINE_OPTIONS =
            "MaxFragments=2, MaxWords=28, MinWords=12, StartSel=%s, StopSel=%s, FragmentDelimiter=%s"
                    .formatted(MATCH_START, MATCH_END, PASSAGE_END);

    private final JdbcClient jdbc;

    SearchRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A document that matches.
     *
     * @param chunk the chunk of its text that matches best
     */
    record Hit(UUID document, float rank, int chunk) {}

    /** Where the page before this one ended. */
    record Place(float rank, UUID document) {}

    List<String> languages(UUID owner) {
        return jdbc.sql("select language from search_languages where owner_id = :owner order by language limit 12")
                .param("owner", owner)
                .query((row, _) -> row.getString("language"))
                .list();
    }

    /**
     * For each of the words that the owner's documents do not hold: those they hold that look most like it.
     *
     * @param words lower case
     */
    Map<String, List<String>> similarWords(UUID owner, List<String> words) {
        Map<String, List<String>> similar = new HashMap<>();
        jdbc.sql("""
                        select typed.word as typed, held.word as held
                        from unnest(:words::text[]) typed(word)
                        cross join lateral (
                            select word from search_words
                            where owner_id = :owner and word % unaccent(typed.word)
                            order by similarity(word, unaccent(typed.word)) desc, word
                            limit 20
                        ) held
                        where not exists (
                            select 1 from search_words known
                            where known.owner_id = :owner and known.word = unaccent(typed.word))
                        """)
                .param("owner", owner)
                .param("words", words.toArray(String[]::new))
                .query((row, _) -> similar.computeIfAbsent(row.getString("typed"), _ -> new ArrayList<>())
                        .add(row.getString("held")))
                .list();
        return similar;
    }

    /** The best hits, or the newest if there is nothing to rank by. */
    List<Hit> best(SqlConditions filter, TermSql sql, List<Term> wanted, @Nullable Place after, int limit) {
        String all = sql.all(wanted);
        String any = sql.any(wanted);
        String statement = """
                select document_id, max(rank) as rank, (array_agg(chunk order by rank desc, chunk))[1] as chunk
                from (
                    select document_id, chunk, ts_rank_cd(terms, %1$s, 1) as rank
                    from (%2$s order by document_id desc limit :mostRanked) newest
                ) ranked
                group by document_id
                having :afterRank::real is null or (max(rank), document_id) < (:afterRank::real, :afterDocument::uuid)
                order by rank desc, document_id desc
                limit :limit
                """.formatted(any, matches(filter, sql, wanted, all, any));
        return jdbc.sql(statement)
                .params(filter.parameters())
                .param("mostRanked", MOST_RANKED)
                .param("afterRank", after == null ? null : after.rank())
                .param("afterDocument", after == null ? null : after.document())
                .param("limit", limit)
                .query((row, _) ->
                        new Hit(row.getObject("document_id", UUID.class), row.getFloat("rank"), row.getInt("chunk")))
                .list();
    }

    /** The newest hits, by the time they were added. */
    List<Hit> newest(SqlConditions filter, TermSql sql, List<Term> wanted, @Nullable Place after, int limit) {
        String matches = wanted.isEmpty()
                ? "select d.id as document_id, 0 as chunk from documents d where " + filter.sql()
                : "select document_id, chunk from (" + matches(filter, sql, wanted, sql.all(wanted), sql.any(wanted))
                        + ") matching";
        return jdbc.sql("select document_id, min(chunk) as chunk from (" + matches + """
                        ) found
                        where :afterDocument::uuid is null or document_id < :afterDocument::uuid
                        group by document_id
                        order by document_id desc
                        limit :limit
                        """)
                .params(filter.parameters())
                .param("afterDocument", after == null ? null : after.document())
                .param("limit", limit)
                .query((row, _) -> new Hit(row.getObject("document_id", UUID.class), 0, row.getInt("chunk")))
                .list();
    }

    /** Chunks that hold all terms, and chunks of long documents that hold them in different places. */
    private static String matches(SqlConditions filter, TermSql sql, List<Term> wanted, String all, String any) {
        String inOneChunk = """
                select t.document_id, t.chunk, t.terms
                from document_texts t join documents d on d.id = t.document_id
                where t.owner_id = :owner and t.terms @@ %s
                    and %s
                """.formatted(all, filter.sql());
        if (wanted.size() < 2) {
            return inOneChunk;
        }
        String each = String.join(
                " and ",
                sql.each(wanted).stream()
                        .map(term -> "bool_or(x.terms @@ " + term + ")")
                        .toList());
        return inOneChunk + """
                union all
                select t.document_id, t.chunk, t.terms
                from (
                    select x.document_id from document_texts x
                    where x.owner_id = :owner
                        and x.document_id in (
                            select l.document_id from document_texts l where l.owner_id = :owner and l.chunk > 0)
                    group by x.document_id
                    having %1$s and not bool_or(x.terms @@ %2$s)
                ) long
                join document_texts t on t.document_id = long.document_id
                join documents d on d.id = t.document_id
                where t.owner_id = :owner and t.terms @@ %3$s
                    and %4$s
                """.formatted(each, all, any, filter.sql());
    }

    /** The passages of the hits that hold the terms, as marked text, by document. */
    Map<UUID, List<Passage>> passages(List<Hit> hits, SqlConditions filter, String anyTerm) {
        Map<UUID, List<Passage>> passages = new HashMap<>();
        jdbc.sql("""
                        select t.document_id,
                            ts_headline(search_config(d.language), t.content, %s, :options) as headline
                        from unnest(:documents::uuid[], :chunks::int[]) hit(document_id, chunk)
                        join document_texts t on t.document_id = hit.document_id and t.chunk = hit.chunk
                        join documents d on d.id = t.document_id
                        where t.owner_id = :owner
                        """.formatted(anyTerm))
                .params(filter.parameters())
                .param("options", HEADLINE_OPTIONS)
                .param("documents", hits.stream().map(Hit::document).toArray(UUID[]::new))
                .param("chunks", hits.stream().map(Hit::chunk).toArray(Integer[]::new))
                .query((row, _) -> passages.put(
                        row.getObject("document_id", UUID.class),
                        Passage.parse(row.getString("headline"), MATCH_START, MATCH_END, PASSAGE_END)))
                .list();
        return passages;
    }

    /** How the hits divide up, counted up to {@link #MOST_COUNTED} of them. */
    SearchFacets facets(SqlConditions filter, TermSql sql, List<Term> wanted) {
        String documents = wanted.isEmpty()
                ? "select d.id as document_id from documents d where " + filter.sql()
                : "select document_id from (" + matches(filter, sql, wanted, sql.all(wanted), sql.any(wanted)) + ") m";
        List<SearchFacets.Row> rows = jdbc.sql("""
                        with hits as materialized (
                            select distinct document_id from (%s) found limit :mostCounted
                        )
                        select 'total' as facet, '' as value, count(*) as count from hits
                        union all
                        select 'topic', l.topic_id::text, count(*)
                        from hits join document_topics l using (document_id)
                        where l.owner_id = :owner and l.state <> 'rejected'
                        group by l.topic_id
                        union all
                        select 'type', d.kind, count(*)
                        from hits join documents d on d.id = hits.document_id
                        group by d.kind
                        union all (
                            select 'correspondent', max(d.correspondent), count(*)
                            from hits join documents d on d.id = hits.document_id
                            where d.correspondent_key is not null
                            group by d.correspondent_key order by count(*) desc, d.correspondent_key limit 50
                        )
                        order by facet, count desc, value
                        """.formatted(documents))
                .params(filter.parameters())
                .param("mostCounted", MOST_COUNTED)
                .query((row, _) ->
                        new SearchFacets.Row(row.getString("facet"), row.getString("value"), row.getLong("count")))
                .list();
        return SearchFacets.of(rows, MOST_COUNTED);
    }

    /** Documents whose title or file name begins like this, or nearly so. */
    List<SearchSuggestions.Document> titlesLike(UUID owner, String typed, int limit) {
        return jdbc.sql("""
                        select id, title, kind from documents
                        where owner_id = :owner and trashed_at is null
                            and (:typed <% (title || ' ' || name) or (title || ' ' || name) ilike :contains)
                        order by (title || ' ' || name) ilike :contains desc,
                            word_similarity(:typed, title || ' ' || name) desc, id desc
                        limit :limit
                        """)
                .param("owner", owner)
                .param("typed", typed)
                .param("contains", "%" + typed.replaceAll("([\\\\%_])", "\\\\$1") + "%")
                .param("limit", limit)
                .query((row, _) -> new SearchSuggestions.Document(
                        row.getObject("id", UUID.class), row.getString("title"), row.getString("kind")))
                .list();
    }

    List<SearchSuggestions.Topic> topicsLike(UUID owner, String typed, int limit) {
        return jdbc.sql("""
                        select id, name from topics
                        where owner_id = :owner
                            and (name ilike :contains or array_to_string(aliases, ' ') ilike :contains)
                        order by lower(name)
                        limit :limit
                        """)
                .param("owner", owner)
                .param("contains", "%" + typed.replaceAll("([\\\\%_])", "\\\\$1") + "%")
                .param("limit", limit)
                .query((row, _) -> new SearchSuggestions.Topic(row.getObject("id", UUID.class), row.getString("name")))
                .list();
    }
}
