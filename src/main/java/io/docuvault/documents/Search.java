package io.docuvault.documents;

import io.docuvault.documents.SearchQuery.Field;
import io.docuvault.documents.SearchQuery.Term;
import io.docuvault.documents.SearchRepository.Hit;
import io.docuvault.documents.SearchRepository.Place;
import io.docuvault.shared.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Finds a user's documents by what is written in them. */
@Service
class Search {

    private final SearchRepository repository;
    private final Documents documents;

    Search(SearchRepository repository, Documents documents) {
        this.repository = repository;
        this.documents = documents;
    }

    /** In which order hits come. */
    enum Order {
        RELEVANCE,
        NEWEST
    }

    /** A page of hits. If there are none, words that the user's documents do not hold are taken for mistyped ones. */
    @Transactional(readOnly = true)
    SearchAnswer find(String typed, DocumentFilter filter, Order order, @Nullable String after, int limit) {
        SearchQuery query = SearchQuery.parse(typed);
        SearchAnswer asTyped = find(query, filter, order, after, limit, Map.of());
        if (!asTyped.items().isEmpty() || after != null) {
            return asTyped;
        }
        Map<String, List<String>> corrections = corrections(filter.owner(), query);
        if (corrections.isEmpty()) {
            return asTyped;
        }
        SearchAnswer corrected = find(query, filter, order, null, limit, corrections);
        return corrected.items().isEmpty() ? asTyped : corrected.correcting(typed, replaceWords(typed, corrections));
    }

    @Transactional(readOnly = true)
    SearchSuggestions suggest(UUID owner, String typed) {
        String stripped = typed.strip();
        return stripped.isEmpty()
                ? new SearchSuggestions(List.of(), List.of())
                : new SearchSuggestions(
                        repository.titlesLike(owner, stripped, 6), repository.topicsLike(owner, stripped, 4));
    }

    private SearchAnswer find(
            SearchQuery query,
            DocumentFilter filter,
            Order order,
            @Nullable String after,
            int limit,
            Map<String, List<String>> corrections) {
        UUID owner = filter.owner();
        SqlConditions conditions = SqlConditions.of(filter);
        TermSql sql = new TermSql(repository.languages(owner), corrections, conditions);
        addFields(conditions, query);
        addUnwanted(conditions, sql, query.unwanted());
        List<Term> wanted = query.wanted();
        Place place = after == null ? null : place(after);
        List<Hit> found = wanted.isEmpty() || order == Order.NEWEST
                ? repository.newest(conditions, sql, wanted, place, limit + 1)
                : repository.best(conditions, sql, wanted, place, limit + 1);
        List<Hit> page = found.subList(0, Math.min(limit, found.size()));
        Map<UUID, List<Passage>> passages =
                wanted.isEmpty() || page.isEmpty() ? Map.of() : repository.passages(page, conditions, sql.any(wanted));
        List<SearchAnswer.Result> items = documents
                .summaries(owner, page.stream().map(Hit::document).toList())
                .stream()
                .map(summary -> SearchAnswer.Result.of(summary, passages.getOrDefault(summary.id(), List.of())))
                .toList();
        String next = found.size() > limit ? cursor(page.getLast()) : null;
        return new SearchAnswer(items, next, null, repository.facets(conditions, sql, wanted));
    }

    private static void addFields(SqlConditions conditions, SearchQuery query) {
        for (Field topic : query.topics()) {
            conditions.and((topic.negated() ? "not " : "") + """
                    exists (
                        select 1 from document_topics l join topics tp on tp.id = l.topic_id
                        where l.document_id = d.id and l.state <> 'rejected' and tp.owner_id = :owner
                            and (lower(tp.name) = lower(%1$s)
                                or exists (select 1 from unnest(tp.aliases) alias where lower(alias) = lower(%1$s))))""".formatted(conditions.bind(topic.value())));
        }
        addValues(conditions, "d.kind", query.types());
        addValues(conditions, "d.status", query.statuses());
        addValues(conditions, "coalesce(d.language, '')", query.languages());
        addCorrespondents(conditions, query.correspondents());
        if (query.before() != null) {
            conditions.and("d.filed_on < " + conditions.bind(query.before()));
        }
        if (query.after() != null) {
            conditions.and("d.filed_on >= " + conditions.bind(query.after()));
        }
    }

    /** Several wanted values of one field widen the search, each unwanted one narrows it. */
    private static void addValues(SqlConditions conditions, String column, List<Field> fields) {
        List<String> wanted = new ArrayList<>();
        for (Field field : fields) {
            if (field.negated()) {
                conditions.and(column + " <> " + conditions.bind(field.value()));
            } else {
                wanted.add(conditions.bind(field.value()));
            }
        }
        if (!wanted.isEmpty()) {
            conditions.and(column + " in (" + String.join(", ", wanted) + ")");
        }
    }

    private static void addCorrespondents(SqlConditions conditions, List<Field> fields) {
        List<String> wanted = new ArrayList<>();
        for (Field field : fields) {
            String contains = "d.correspondent_key like folded("
                    + conditions.bind("%" + field.value().replaceAll("([\\\\%_])", "\\\\$1") + "%") + ")";
            if (field.negated()) {
                conditions.and("(" + contains + ") is not true");
            } else {
                wanted.add(contains);
            }
        }
        if (!wanted.isEmpty()) {
            conditions.and("(" + String.join(" or ", wanted) + ")");
        }
    }

    /** Unwanted terms are looked for in all of a document, not only in the chunk that matches. */
    private static void addUnwanted(SqlConditions conditions, TermSql sql, List<Term> unwanted) {
        if (!unwanted.isEmpty()) {
            conditions.and("""
                    not exists (
                        select 1 from document_texts u
                        where u.owner_id = :owner and u.document_id = d.id and u.terms @@ %s)""".formatted(sql.any(unwanted)));
        }
    }

    private Map<String, List<String>> corrections(UUID owner, SearchQuery query) {
        List<String> words = query.wanted().stream()
                .filter(term -> !term.phrase() && term.text().length() >= Spelling.SHORTEST)
                .map(term -> term.text().toLowerCase(Locale.ROOT))
                .filter(word -> word.codePoints().allMatch(Character::isLetter))
                .distinct()
                .toList();
        return words.isEmpty() ? Map.of() : Spelling.corrections(repository.similarWords(owner, words));
    }

    private static String replaceWords(String typed, Map<String, List<String>> corrections) {
        String replaced = typed;
        for (Map.Entry<String, List<String>> correction : corrections.entrySet()) {
            replaced = replaced.replaceAll(
                    "(?iu)(?<!\\p{L})" + correction.getKey() + "(?!\\p{L})",
                    correction.getValue().getFirst());
        }
        return replaced;
    }

    private static String cursor(Hit last) {
        return Cursor.encode(last.rank(), last.document());
    }

    private static Place place(String after) {
        List<String> keys = Cursor.decode(after, 2);
        try {
            return new Place(Float.parseFloat(keys.getFirst()), UUID.fromString(keys.getLast()));
        } catch (IllegalArgumentException _) {
            throw Cursor.invalid();
        }
    }
}
