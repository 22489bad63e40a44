package io.docuvault.extraction.child;

import java.util.Locale;
import org.apache.tika.langdetect.optimaize.OptimaizeLangDetector;
import org.apache.tika.language.detect.LanguageDetector;
import org.apache.tika.language.detect.LanguageResult;
import org.jspecify.annotations.Nullable;

/** Tells a text's language, or says nothing: a wrong one would stem its words wrongly in the search. */
final class Language {

    private static final int MIN_LETTERS = 60;
    private static final int SAMPLE = 20_000;
    private static final float SURE = 0.8f;

    private @Nullable LanguageDetector detector;

    @Nullable String of(String text) {
        String sample = text.substring(0, Math.min(text.length(), SAMPLE));
        if (sample.codePoints().filter(Character::isLetter).count() < MIN_LETTERS) {
            return null;
        }
        LanguageResult result = detector().detect(sample);
        if (result.isUnknown() || result.getRawScore() < SURE) {
            return null;
        }
        return Locale.forLanguageTag(result.getLanguage()).getLanguage();
    }

    private LanguageDetector detector() {
        if (detector == null) {
            detector = new OptimaizeLangDetector().loadModels();
        }
        return detector;
    }
}
