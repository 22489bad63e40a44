package io.docuvault.documents;

import io.docuvault.documents.SearchQuery.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Search terms as {@code tsquery} expressions. Each term is looked for as typed and as stemmed in each of the user's
 * languages, so that a query need not say which language it is in, and a stop word of one language hides nothing in
 * another.
 */
final class TermSql {

    private static final Pattern ONE_WORD = Pattern.compile("[\\p{L}\\p{N}]{2,}");

    private final List<String> languages;
    private final Map<String, List<String>> corrections;
    private final SqlConditions conditions;

    /**
     * @param languages ISO 639-1 codes of the user's documents
     * @param corrections by mistyped word, what may have been meant
     * @param conditions where the terms' parameters go
     */
    TermSql(List<String> languages, Map<String, List<String>> corrections, SqlConditions conditions) {
        this.languages = languages;
        this.corrections = corrections;
        this.conditions = conditions;
    }

    /** All terms in one chunk of text. */
    String all(List<Term> terms) {
        return joined(terms, " && ");
    }

    String any(List<Term> terms) {
        return joined(terms, " || ");
    }

    private String joined(List<Term> terms, String operator) {
        return "(" + String.join(operator, terms.stream().map(this::one).toList()) + ")";
    }

    String one(Term term) {
        List<String> alternatives = new ArrayList<>();
        for (String text : corrections.getOrDefault(term.text(), List.of(term.text()))) {
            String parameter = conditions.bind(text);
            alternatives.add("phraseto_tsquery('docuvault_simple', " + parameter + ")");
            for (String language : languages) {
                alternatives.add(
                        "phraseto_tsquery(search_config(" + conditions.bind(language) + "), " + parameter + ")");
            }
        }
        return "(" + String.join(" || ", alternatives) + ")";
    }

    /** The term, or any word that begins with it: for the word that is still being typed. */
    String beginning(Term term) {
        return term.phrase() || !ONE_WORD.matcher(term.text()).matches()
                ? one(term)
                : "(" + one(term) + " || to_tsquery('docuvault_simple', " + conditions.bind(term.text() + ":*") + "))";
    }
}
