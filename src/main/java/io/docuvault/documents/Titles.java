package io.docuvault.documents;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a document is called until a person says otherwise. */
final class Titles {

    static final int MAX_LENGTH = 255;

    private static final int FEWEST_LETTERS = 4;
    private static final int LONGEST_FROM_METADATA = 150;

    /** What programs write when nobody has given a title: their own name, a file name, a placeholder. */
    private static final Pattern MEANINGLESS = Pattern.compile(
            "^(untitled|unbenannt|ohne titel|document|dokument|scan|scanned|image|img|bild|new|neu|microsoft|word|"
                    + "powerpoint|presentation|präsentation|slide|folie|layout|template|vorlage|title|titel|page|seite|"
                    + "print|druck|email)(?!\\p{L})[\\s\\d_.()#-]*(document|dokument|presentation|präsentation|\\d)*.{0,3}$"
                    + "|^microsoft (word|excel|powerpoint) - .*|.*\\.[a-z]{2,5}\\d?$|^[a-z]:\\\\.*|^https?:.*|^about:.*",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private Titles() {}

    /** The title that the file's metadata has, where it says something; else the file's name made readable. */
    static String of(@Nullable String metadataTitle, String fileName) {
        String title = metadataTitle == null || metadataTitle.isBlank() ? "" : oneLine(metadataTitle);
        return isSensible(title) ? title : ofFileName(fileName);
    }

    /** {@code Rechnung_2026-01.pdf} becomes {@code Rechnung 2026-01}. */
    static String ofFileName(String fileName) {
        String stem = FileNames.stem(fileName).replace("%20", " ").replaceAll("[_+]+|\\s+", " ");
        String readable = stem.contains(" ") ? stem : stem.replaceAll("(?<=\\p{L})-(?=\\p{L})", " ");
        String title = readable.strip();
        return title.isEmpty() ? fileName : FileNames.cut(title, MAX_LENGTH);
    }

    /** What a person typed, as one line. */
    static String oneLine(String title) {
        return FileNames.cut(FileNames.display(title).replaceAll("\\s+", " "), MAX_LENGTH);
    }

    static boolean isSensible(String title) {
        return title.length() <= LONGEST_FROM_METADATA
                && title.codePoints().filter(Character::isLetter).count() >= FEWEST_LETTERS
                && title.indexOf('\ufffd') < 0
                && !MEANINGLESS.matcher(title.toLowerCase(Locale.ROOT)).matches();
    }
}
