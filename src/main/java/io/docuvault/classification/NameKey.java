package io.docuvault.classification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.search.spell.LuceneLevenshteinDistance;
import org.apache.lucene.search.spell.StringDistance;

/**
 * What is left of a topic's name when its case, accents, punctuation, plural, order of words and little words are left
 * out. Names with the same key, or with the same compact form, say the same. Nobody knows which language a name is in:
 * English and German plurals are taken off each, which does little to others.
 *
 * @param words the stems in alphabetical order, with a space between them
 * @param compact the words in their order, written together, only the last one as its stem
 */
record NameKey(String words, String compact) {

    /**
     * Words that names differ in without meaning anything else. Those that say where something comes from or goes to, or
     * that it is not so, stay.
     */
    private static final CharArraySet LITTLE_WORDS = new CharArraySet(
            Set.of(
                    "a", "an", "the", "and", "or", "of", "for", "in", "on", "der", "die", "das", "den", "dem", "des",
                    "ein", "eine", "einer", "eines", "einem", "einen", "und", "oder", "fur", "im", "am"),
            false);

    /** A German plural doubles it: "Zeugnis", "Zeugnisse". */
    private static final Pattern DOUBLE_S = Pattern.compile("ss$");

    /** Stems of stems end soon; this is only a bound. */
    private static final int MOST_ROUNDS = 4;

    /** At most a letter in five is different, missing or in its neighbour's place. */
    private static final float ALIKE = 0.8f;

    private static final int SHORTEST_ALIKE = 5;
    private static final StringDistance SLIPS = new LuceneLevenshteinDistance();

    private static final Analyzer WORDS = words(LITTLE_WORDS);
    private static final Analyzer ALL_WORDS = words(CharArraySet.EMPTY_SET);
    private static final Analyzer STEM = stem();

    static NameKey of(String name) {
        List<String> words = terms(WORDS, name);
        if (words.isEmpty()) {
            words = terms(ALL_WORDS, name);
        }
        if (words.isEmpty()) {
            return new NameKey("", "");
        }
        String last = stemmed(words.getLast());
        return new NameKey(
                words.stream().map(NameKey::stemmed).sorted().collect(Collectors.joining(" ")),
                String.join("", words.subList(0, words.size() - 1)) + last);
    }

    /** Whether there is no letter and no digit in the name. */
    boolean isEmpty() {
        return words.isEmpty();
    }

    boolean sameAs(NameKey other) {
        return words.equals(other.words) || compact.equals(other.compact);
    }

    /**
     * Whether the names differ by no more than a slip of the pen or an unusual plural: as many words, short ones and
     * numbers letter for letter, each longer one much like another. A whole word more or less is another name.
     */
    boolean nearlySameAs(NameKey other) {
        if (sameAs(other)) {
            return true;
        }
        List<String> own = new ArrayList<>(List.of(words.split(" ")));
        List<String> others = new ArrayList<>(List.of(other.words.split(" ")));
        if (own.size() != others.size()) {
            return alike(compact, other.compact);
        }
        own.removeIf(others::remove);
        return own.stream()
                .allMatch(word -> others.stream()
                        .filter(each -> alike(word, each))
                        .findFirst()
                        .map(others::remove)
                        .orElse(false));
    }

    private static boolean alike(String one, String other) {
        return isLong(one) && isLong(other) && SLIPS.getDistance(one, other) >= ALIKE;
    }

    /** In a short word each letter tells another word, and in a number each digit another one. */
    private static boolean isLong(String word) {
        return word.length() >= SHORTEST_ALIKE && word.codePoints().noneMatch(Character::isDigit);
    }

    /** Until it stays: a plural may have the singular's ending before its own. */
    private static String stemmed(String word) {
        String stem = word;
        for (int i = 0; i < MOST_ROUNDS; i++) {
            List<String> next = terms(STEM, stem);
            if (next.isEmpty() || next.getFirst().equals(stem)) {
                break;
            }
            stem = next.getFirst();
        }
        return stem;
    }

    private static List<String> terms(Analyzer analyzer, String text) {
        List<String> terms = new ArrayList<>();
        try (TokenStream stream = analyzer.tokenStream("name", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                terms.add(term.toString());
            }
            stream.end();
            return terms;
        } catch (IOException e) {
            throw new UncheckedIOException("A string can be read.", e);
        }
    }

    private static Analyzer words(CharArraySet leftOut) {
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                StandardTokenizer source = new StandardTokenizer();
                TokenStream words = new EnglishPossessiveFilter(new CJKBigramFilter(new LowerCaseFilter(source)));
                TokenStream plain = new ASCIIFoldingFilter(new GermanNormalizationFilter(words));
                return new TokenStreamComponents(source, new StopFilter(plain, leftOut));
            }
        };
    }

    private static Analyzer stem() {
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                KeywordTokenizer source = new KeywordTokenizer();
                return new TokenStreamComponents(
                        source,
                        new GermanLightStemFilter(new EnglishMinimalStemFilter(
                                new PatternReplaceFilter(new KStemFilter(source), DOUBLE_S, "s", false))));
            }
        };
    }
}
