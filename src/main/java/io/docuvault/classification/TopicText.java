package io.docuvault.classification;

import io.docuvault.shared.ProblemException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for what a person writes about a topic. Each method answers the text as it is kept, or refuses it. */
final class TopicText {

    private static final int MAX_NAME = 100;
    private static final int MAX_DESCRIPTION = 2_000;
    private static final int MAX_ALIASES = 20;
    private static final Pattern COLOR = Pattern.compile("#[0-9a-f]{6}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    /** Line breaks and tabs belong to a description. */
    private static final Pattern CONTROL_IN_PARAGRAPHS = Pattern.compile("[\\p{Cntrl}&&[^\\n\\r\\t]]");

    private TopicText() {}

    static String name(@Nullable String given) {
        return name("name", given);
    }

    static String description(String given) {
        String text = Normalizer.normalize(given, Normalizer.Form.NFC).strip();
        if (length(text) > MAX_DESCRIPTION) {
            throw tooLong("description", MAX_DESCRIPTION);
        }
        return refuse(CONTROL_IN_PARAGRAPHS, "description", text);
    }

    static String color(String given) {
        String color = given.strip().toLowerCase(Locale.ROOT);
        if (!COLOR.matcher(color).matches()) {
            throw ProblemException.invalid("color", "color", "A colour is written as #rrggbb.");
        }
        return color;
    }

    /** Without those that say the same twice. */
    static List<String> aliases(List<@Nullable String> given) {
        if (given.size() > MAX_ALIASES) {
            throw ProblemException.invalid("aliases", "too_many", "A topic has at most " + MAX_ALIASES + " aliases.");
        }
        List<String> aliases = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String alias = name("aliases[" + i + "]", given.get(i));
            if (seen.add(key(alias))) {
                aliases.add(alias);
            }
        }
        return List.copyOf(aliases);
    }

    /** Two names with the same key are the same name to a person. */
    static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    private static String name(String field, @Nullable String given) {
        String name = given == null
                ? ""
                : Normalizer.normalize(given, Normalizer.Form.NFC).strip();
        if (name.isEmpty()) {
            throw ProblemException.invalid(field, "not_blank", "A name is needed.");
        }
        if (length(name) > MAX_NAME) {
            throw tooLong(field, MAX_NAME);
        }
        return refuse(CONTROL, field, name);
    }

    private static String refuse(Pattern forbidden, String field, String text) {
        if (forbidden.matcher(text).find()) {
            throw ProblemException.invalid(field, "control_character", "There is an invisible character in this text.");
        }
        return text;
    }

    private static ProblemException tooLong(String field, int most) {
        return ProblemException.invalid(field, "too_long", "This has at most " + most + " characters.");
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
