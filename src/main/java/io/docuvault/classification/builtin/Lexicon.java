package io.docuvault.classification.builtin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Kinds of everyday papers and the ideas they are recognised by, each with its words in four languages. It lets a topic
 * called "Rechnungen" understand an English bill before anything was learnt, and gives the learner features that mean
 * the same in every language.
 */
final class Lexicon {

    /**
     * One line of the lexicon.
     *
     * @param kind the kind of paper it speaks for
     * @param name whether its words are names of that kind
     */
    record Idea(int id, int kind, boolean name) {}

    /**
     * An idea found in a text.
     *
     * @param token the place of its first word among the tokens
     * @param length of how many tokens
     * @param weight less than 1 where the word speaks for several kinds, or is only part of a compound
     */
    record Match(Idea idea, int token, int length, double weight) {}

    private static final String[] LANGUAGES = {"en", "de", "fr", "es"};
    private static final int LONGEST_PHRASE = 3;
    private static final double HEAD_OF_COMPOUND = 0.8;
    private static final double REST_OF_COMPOUND = 0.4;

    static final Lexicon EVERYDAY = read();

    private final Map<String, List<Idea>> ideas = new HashMap<>();
    private int kinds;
    private int lines;

    int kinds() {
        return kinds;
    }

    /** The ideas of a text, the longest phrase at each place. */
    List<Match> matches(List<Token> tokens) {
        List<Match> matches = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (!phrase(tokens, i, matches)) {
                compound(tokens.get(i).stem(), i, matches);
            }
        }
        return matches;
    }

    private boolean phrase(List<Token> tokens, int from, List<Match> matches) {
        for (int length = Math.min(LONGEST_PHRASE, tokens.size() - from); length > 0; length--) {
            List<Idea> found = ideas.get(key(tokens.subList(from, from + length)));
            if (found != null) {
                add(found, from, length, 1, matches);
                return true;
            }
        }
        return false;
    }

    /** Languages such as German write what others put in two words as one; its end says what it is. */
    private void compound(String stem, int token, List<Match> matches) {
        Compounds.head(stem, ideas).ifPresent(found -> add(found, token, 1, HEAD_OF_COMPOUND, matches));
        Compounds.modifier(stem, ideas).ifPresent(found -> add(found, token, 1, REST_OF_COMPOUND, matches));
    }

    private static void add(List<Idea> found, int token, int length, double weight, List<Match> matches) {
        for (Idea idea : found) {
            matches.add(new Match(idea, token, length, weight / found.size()));
        }
    }

    private static String key(List<Token> tokens) {
        if (tokens.size() == 1) {
            return tokens.getFirst().stem();
        }
        return String.join(" ", tokens.stream().map(Token::stem).toList());
    }

    private static Lexicon read() {
        Lexicon lexicon = new Lexicon();
        InputStream resource = Objects.requireNonNull(Lexicon.class.getResourceAsStream("/classification/lexicon.txt"));
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            boolean name = false;
            for (String line : reader.lines().toList()) {
                if (line.startsWith("= ")) {
                    lexicon.kinds++;
                    name = true;
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    lexicon.addLine(line, name);
                    name = false;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lexicon;
    }

    private void addLine(String line, boolean name) {
        Idea idea = new Idea(lines++, kinds - 1, name);
        String[] columns = line.split("\\|", -1);
        for (int i = 0; i < columns.length; i++) {
            for (String words : columns[i].split(",", -1)) {
                List<Token> tokens = Tokens.of(words.strip(), LANGUAGES[i]);
                if (!tokens.isEmpty() && (tokens.size() > 1 || !words.strip().contains(" "))) {
                    addIdea(key(tokens), idea);
                }
            }
        }
    }

    private void addIdea(String key, Idea idea) {
        List<Idea> known = ideas.computeIfAbsent(key, none -> new ArrayList<>(1));
        if (known.stream().noneMatch(other -> other.kind() == idea.kind())) {
            known.add(idea);
        }
    }
}
