package io.docuvault.classification.builtin;

import io.docuvault.classification.DocumentText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/** Splits text into words. */
final class Tokens {

    private static final double IN_TITLE = 2.5;
    private static final double IN_HEAD = 1.5;
    /** About the letterhead, the subject line and the first sentence of a page. */
    private static final int HEAD = 400;

    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");
    private static final Pattern NAME_PARTS = Pattern.compile("\\.\\p{Alnum}{1,5}$|[_.\\-]+|(?<=\\p{Ll})(?=\\p{Lu})");

    private Tokens() {}

    /** The words of a document: those of title and file name, then those of the text. */
    static List<Token> of(DocumentText document, String text) {
        String language = Languages.of(document.language(), text);
        List<Token> tokens = new ArrayList<>();
        read(tokens, language, title(document), true);
        read(tokens, language, text, false);
        return tokens;
    }

    /** The words of a topic's name or description, in a given language. */
    static List<Token> of(String text, String language) {
        List<Token> tokens = new ArrayList<>();
        read(tokens, language, text, false);
        return tokens;
    }

    /** Title and file name, which are often the same words. */
    private static String title(DocumentText document) {
        String title = NAME_PARTS.matcher(document.title()).replaceAll(" ");
        String name = NAME_PARTS.matcher(document.fileName()).replaceAll(" ");
        return title.strip().equalsIgnoreCase(name.strip()) ? title : title + "\n" + name;
    }

    private static void read(List<Token> tokens, String language, String text, boolean title) {
        Analyzer analyzer = Languages.analyzer(language);
        try (TokenStream stream = analyzer.tokenStream("text", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
            PositionIncrementAttribute increment = stream.addAttribute(PositionIncrementAttribute.class);
            boolean follows = false;
            stream.reset();
            while (stream.incrementToken()) {
                String word = text.substring(offset.startOffset(), offset.endOffset());
                if (term.length() < 2 || hasDigit(word)) {
                    follows = false;
                    continue;
                }
                double weight = title ? IN_TITLE : offset.startOffset() < HEAD ? IN_HEAD : 1;
                int start = title ? -1 : offset.startOffset();
                tokens.add(new Token(
                        term.toString(), fold(word), start, weight, follows && increment.getPositionIncrement() == 1));
                follows = true;
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Numbers tell documents apart, not kinds of documents. */
    private static boolean hasDigit(String word) {
        return word.chars().anyMatch(Character::isDigit);
    }

    static String fold(String word) {
        String lower = word.toLowerCase(Locale.ROOT).replace("ß", "ss");
        return ACCENTS.matcher(Normalizer.normalize(lower, Normalizer.Form.NFD)).replaceAll("");
    }
}
