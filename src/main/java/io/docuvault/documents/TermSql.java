package io.docuvault.documents;

import io.docuvault.documents.SearchQuery.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Search terms as {@code tsquery} expressions. Each term is looked for as typed and as stemmed in each of the user's
 * languages, so that a query need not say which language it is in, and a stop word of one language hides nothing in
 * another.
 */
final class TermSql {

    /** Shorter beginnings would find too much. */
    private static final Pattern LONG_WORD = Pattern.compile("[\\p{L}\\p{N}]{4,}");

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
        return "(" + String.join(" && ", each(terms)) + ")";
    }

    String any(List<Term> terms) {
        return "(" + String.join(" || ", each(terms)) + ")";
    }

    /** The terms one by one; the last may still be being typed, so words that begin with it are found as well. */
    List<String> each(List<Term> terms) {
        List<String> expressions = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            expressions.add(i == terms.size() - 1 && !term.negated() ? beginning(term) : one(term));
        }
        return expressions;
    }

    private String one(Term term) {
        List<String> alternatives = new ArrayList<>();
        String typed = term.text().toLowerCase(Locale.ROOT);
        for (String text : corrections.getOrDefault(typed, List.of(term.text()))) {
            String parameter = conditions.bind(text);
            alternatives.add("phraseto_tsquery('docuvault_simple', " + parameter + ")");
            for (String language : languages) {
                alternatives.add(
                        "phraseto_tsquery(search_config(" + conditions.bind(language) + "), " + parameter + ")");
            }
        }
        return "(" + String.join(" || ", alternatives) + ")";
    }

    private String beginning(Term term) {
        return term.phrase() || !LONG_WORD.matcher(term.text()).matches()
                ? one(term)
                : "(" + one(term) + " || to_tsquery('docuvault_simple', " + conditions.bind(term.text() + ":*") + "))";
    }
}
