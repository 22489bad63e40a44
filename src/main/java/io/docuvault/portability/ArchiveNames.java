package io.docuvault.portability;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What files are called in an archive: their day, their title and the extension that they came with, on every system a
 * name. Documents come in the order of their days, so that only names of one day have to be told apart.
 */
final class ArchiveNames {

    private static final int LONGEST = 100;
    private static final Pattern UNSAFE = Pattern.compile("[\\\\/:*?\"<>|\\p{Cc}\\p{Cf}\\p{Cs}]+");
    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z0-9]{1,10}$");

    private final Set<String> today = new HashSet<>();
    private @Nullable LocalDate day;

    String of(LocalDate itsDay, String title, String fileName, boolean trashed) {
        if (!itsDay.equals(day)) {
            today.clear();
            day = itsDay;
        }
        Matcher extension = EXTENSION.matcher(fileName);
        String end = extension.find() ? extension.group().toLowerCase(Locale.ROOT) : "";
        String directory = trashed ? "trash/" : "documents/" + itsDay.getYear() + "/";
        String stem = directory + itsDay + " " + safe(title);
        String name = stem + end;
        for (int again = 2; !today.add(name.toLowerCase(Locale.ROOT)); again++) {
            name = stem + " (" + again + ")" + end;
        }
        return name;
    }

    private static String safe(String title) {
        String line = UNSAFE.matcher(Normalizer.normalize(title, Normalizer.Form.NFC))
                .replaceAll(" ")
                .replaceAll("\\s+", " ")
                .strip();
        String cut = line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST));
        String trimmed = cut.replaceAll("[. ]+$", "");
        return trimmed.isEmpty() ? "document" : trimmed;
    }
}
