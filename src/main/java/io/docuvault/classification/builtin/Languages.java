package io.docuvault.classification.builtin;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.cz.CzechStemFilter;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.jspecify.annotations.Nullable;

/** How each language's words are brought to a common form: lower case, no stop words, stem, no accents. */
final class Languages {

    /** One language: its stop words and what follows the splitting into words. */
    private record Language(CharArraySet stopWords, UnaryOperator<TokenStream> stemming) {}

    private static final Map<String, Language> LANGUAGES = Map.ofEntries(
            Map.entry(
                    "en",
                    new Language(
                            EnglishAnalyzer.ENGLISH_STOP_WORDS_SET,
                            words -> new PorterStemFilter(new EnglishPossessiveFilter(words)))),
            Map.entry(
                    "de",
                    new Language(
                            GermanAnalyzer.getDefaultStopSet(),
                            words -> new GermanLightStemFilter(new GermanNormalizationFilter(words)))),
            Map.entry(
                    "fr",
                    new Language(
                            FrenchAnalyzer.getDefaultStopSet(),
                            words -> new FrenchLightStemFilter(
                                    new ElisionFilter(words, FrenchAnalyzer.DEFAULT_ARTICLES)))),
            Map.entry("es", new Language(SpanishAnalyzer.getDefaultStopSet(), SpanishLightStemFilter::new)),
            Map.entry("it", new Language(ItalianAnalyzer.getDefaultStopSet(), ItalianLightStemFilter::new)),
            Map.entry("pt", new Language(PortugueseAnalyzer.getDefaultStopSet(), PortugueseLightStemFilter::new)),
            Map.entry(
                    "nl", new Language(DutchAnalyzer.getDefaultStopSet(), words -> new SnowballFilter(words, "Dutch"))),
            Map.entry(
                    "sv",
                    new Language(SwedishAnalyzer.getDefaultStopSet(), words -> new SnowballFilter(words, "Swedish"))),
            Map.entry(
                    "da",
                    new Language(DanishAnalyzer.getDefaultStopSet(), words -> new SnowballFilter(words, "Danish"))),
            Map.entry(
                    "no",
                    new Language(
                            NorwegianAnalyzer.getDefaultStopSet(), words -> new SnowballFilter(words, "Norwegian"))),
            Map.entry("cs", new Language(CzechAnalyzer.getDefaultStopSet(), CzechStemFilter::new)),
            Map.entry("ru", new Language(RussianAnalyzer.getDefaultStopSet(), RussianLightStemFilter::new)));

    private static final Map<String, Analyzer> ANALYZERS = new ConcurrentHashMap<>();

    private Languages() {}

    /** The analysis for a language; one that is not known here is only lower-cased and freed of accents. */
    static Analyzer analyzer(String language) {
        Language known = LANGUAGES.get(language);
        return known == null
                ? ANALYZERS.computeIfAbsent("", none -> chain(NONE))
                : ANALYZERS.computeIfAbsent(language, name -> chain(known));
    }

    /** The language to analyse a text in: the one recognised before, or else the one whose stop words it uses most. */
    static String of(@Nullable String recognised, String text) {
        if (recognised != null) {
            String code = recognised.toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
            return code.equals("nb") || code.equals("nn") ? "no" : code;
        }
        String[] words = text.substring(0, Math.min(text.length(), 2_000))
                .toLowerCase(Locale.ROOT)
                .split("\\P{L}+", -1);
        String best = "en";
        long most = 0;
        for (String language : new String[] {"en", "de", "fr", "es", "it", "pt", "nl"}) {
            CharArraySet stopWords = LANGUAGES.getOrDefault(language, NONE).stopWords();
            long count = 0;
            for (String word : words) {
                count += stopWords.contains(word) ? 1 : 0;
            }
            if (count > most) {
                best = language;
                most = count;
            }
        }
        return best;
    }

    private static final Language NONE = new Language(CharArraySet.EMPTY_SET, words -> words);

    private static Analyzer chain(Language language) {
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                StandardTokenizer source = new StandardTokenizer();
                TokenStream words = new StopFilter(new LowerCaseFilter(source), language.stopWords());
                TokenStream stems = language.stemming().apply(new CJKBigramFilter(words));
                return new TokenStreamComponents(source, new ASCIIFoldingFilter(stems));
            }
        };
    }
}
