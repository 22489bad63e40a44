package io.docuvault.classification;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.docuvault.shared.ProblemException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rule's pattern, ready to look for. RE2's time grows with the text and never with what somebody thinks up: no
 * pattern can hold up the others.
 */
final class RulePattern {

    static final int LONGEST = 500;
    /** Around what was found, as far as the line goes. */
    private static final int CONTEXT = 80;

    private final Rule.Field field;
    private final Pattern pattern;

    private RulePattern(Rule.Field field, Pattern pattern) {
        this.field = field;
        this.pattern = pattern;
    }

    /**
     * Reads a pattern.
     *
     * @throws ProblemException where it is wrong
     */
    static RulePattern of(Rule.Field field, Rule.Match match, String pattern) {
        String stripped = pattern.strip();
        if (stripped.isEmpty() || pattern.length() > LONGEST) {
            throw ProblemException.invalid("pattern", "size", "Between 1 and " + LONGEST + " characters.");
        }
        String expression = match == Rule.Match.MATCHES ? pattern : words(stripped);
        try {
            Pattern compiled = Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
            if (compiled.matcher("").find()) {
                throw ProblemException.invalid("pattern", "matches_everything", "It would find every document.");
            }
            return new RulePattern(field, compiled);
        } catch (PatternSyntaxException e) {
            throw ProblemException.invalid("pattern", "syntax", problem(pattern, e));
        }
    }

    /** With the place, counted from 1. */
    private static String problem(String pattern, PatternSyntaxException e) {
        String wrong = e.getPattern();
        int place = wrong == null ? -1 : pattern.lastIndexOf(wrong);
        return "This is no regular expression: " + e.getDescription()
                + (place < 0 ? "" : ", at character " + (place + 1)) + (wrong == null ? "." : ": " + wrong);
    }

    private static String words(String pattern) {
        return Arrays.stream(pattern.split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
    }

    /**
     * Looks for it.
     *
     * @return the passage that it was found in, letter for letter
     */
    Optional<String> find(RuleText document) {
        return switch (field) {
            case SENDER -> whole(document.sender());
            case NAME -> whole(document.title()).or(() -> whole(document.fileName()));
            case TEXT -> passage(document.text());
        };
    }

    private Optional<String> whole(@Nullable String value) {
        return value != null && pattern.matcher(value).find()
                ? Optional.of(PlainText.cut(value, TopicScore.MAX_EVIDENCE))
                : Optional.empty();
    }

    private Optional<String> passage(String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        int start = matcher.start();
        while (start > 0 && matcher.start() - start < CONTEXT && text.charAt(start - 1) != '\n') {
            start--;
        }
        int end = matcher.end();
        while (end < text.length() && end - matcher.end() < CONTEXT && text.charAt(end) != '\n') {
            end++;
        }
        return Optional.of(PlainText.cut(text.substring(start, end).strip(), TopicScore.MAX_EVIDENCE));
    }
}
