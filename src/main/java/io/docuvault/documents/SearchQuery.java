package io.docuvault.documents;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a person typed into the search field, taken apart: words (all must occur), {@code "phrases"}, {@code -not}, and
 * fields such as {@code topic:Invoices}, {@code type:pdf}, {@code before:2026-01-31}. There is no wrong query: what is
 * not understood as a field is searched for as text.
 *
 * @param correspondents what the name of who a document is from contains
 * @param before documents dated before this day
 * @param after documents dated on or after this day
 */
record SearchQuery(
        List<Term> terms,
        List<Field> topics,
        List<Field> types,
        List<Field> statuses,
        List<Field> languages,
        List<Field> correspondents,
        @Nullable LocalDate before,
        @Nullable LocalDate after) {

    /** Longer queries are cut: nobody types them, and each term costs a look-up. */
    static final int MAX_TERMS = 32;

    /**
     * A word or phrase.
     *
     * @param phrase whether its words must stand side by side
     * @param negated whether it must not occur
     */
    record Term(String text, boolean phrase, boolean negated) {}

    /** The value of a field, and whether documents with it are to be left out. */
    record Field(String value, boolean negated) {}

    private static final Pattern TOKEN = Pattern.compile("""
            (?<not>-)?(?:(?<field>topic|type|status|language|from|before|after):)?(?:"(?<quoted>[^"]*)"?|(?<plain>[^\\s"]+))""", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Pattern UNFINISHED_FIELD =
            Pattern.compile("(topic|type|status|language|from|before|after):", Pattern.CASE_INSENSITIVE);

    static SearchQuery parse(String input) {
        Builder query = new Builder();
        Matcher tokens = TOKEN.matcher(input);
        while (tokens.find()) {
            boolean negated = tokens.group("not") != null;
            boolean quoted = tokens.group("quoted") != null;
            String value = (quoted ? tokens.group("quoted") : tokens.group("plain")).strip();
            String field = tokens.group("field");
            if (value.isEmpty() || UNFINISHED_FIELD.matcher(value).matches()) {
                continue;
            }
            if (field == null || !query.field(field.toLowerCase(Locale.ROOT), value, negated)) {
                query.term(field == null ? value : field + ":" + value, quoted, negated);
            }
        }
        return query.build();
    }

    List<Term> wanted() {
        return terms.stream().filter(term -> !term.negated()).toList();
    }

    List<Term> unwanted() {
        return terms.stream().filter(Term::negated).toList();
    }

    private static final class Builder {

        private final List<Term> terms = new ArrayList<>();
        private final List<Field> topics = new ArrayList<>();
        private final List<Field> types = new ArrayList<>();
        private final List<Field> statuses = new ArrayList<>();
        private final List<Field> languages = new ArrayList<>();
        private final List<Field> correspondents = new ArrayList<>();
        private @Nullable LocalDate before;
        private @Nullable LocalDate after;

        void term(String text, boolean phrase, boolean negated) {
            // A token without any letter or digit, such as a lone dash, says nothing.
            if (terms.size() < MAX_TERMS && text.codePoints().anyMatch(Character::isLetterOrDigit)) {
                terms.add(new Term(text, phrase, negated));
            }
        }

        /** Takes a field's value; false if it makes no sense, so that it is searched for as text. */
        boolean field(String name, String value, boolean negated) {
            Field field = new Field(value, negated);
            return switch (name) {
                case "topic" -> topics.add(field);
                case "type" -> types.add(lowerCase(field));
                case "status" -> statuses.add(lowerCase(field));
                case "language" -> languages.add(lowerCase(field));
                case "from" -> correspondents.add(field);
                case "before" -> !negated && (before = date(value)) != null;
                case "after" -> !negated && (after = date(value)) != null;
                default -> false;
            };
        }

        private static Field lowerCase(Field field) {
            return new Field(field.value().toLowerCase(Locale.ROOT), field.negated());
        }

        /** A day, or the first day of a month or year. */
        private static @Nullable LocalDate date(String value) {
            String day = switch (value.length()) {
                case 4 -> value + "-01-01";
                case 7 -> value + "-01";
                default -> value;
            };
            try {
                return LocalDate.parse(day);
            } catch (DateTimeParseException _) {
                return null;
            }
        }

        SearchQuery build() {
            return new SearchQuery(
                    List.copyOf(terms),
                    List.copyOf(topics),
                    List.copyOf(types),
                    List.copyOf(statuses),
                    List.copyOf(languages),
                    List.copyOf(correspondents),
                    before,
                    after);
        }
    }
}
