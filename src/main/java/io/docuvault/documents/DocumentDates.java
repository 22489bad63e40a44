package io.docuvault.documents;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the date of a document near the top of its text: the first that is written in a common German, English or ISO
 * form and is not somebody's birthday or a day by which something is due. Says nothing rather than guess: {@code
 * 03/04/2026} could be either.
 */
final class DocumentDates {

    private static final int LOOKED_AT = 4_000;
    private static final int LABEL = 30;
    private static final int EARLIEST = 1950;

    private static final Map<String, Integer> MONTHS = Map.ofEntries(
            Map.entry("jan", 1),
            Map.entry("jän", 1),
            Map.entry("feb", 2),
            Map.entry("mar", 3),
            Map.entry("mär", 3),
            Map.entry("mrz", 3),
            Map.entry("apr", 4),
            Map.entry("may", 5),
            Map.entry("mai", 5),
            Map.entry("jun", 6),
            Map.entry("jul", 7),
            Map.entry("aug", 8),
            Map.entry("sep", 9),
            Map.entry("oct", 10),
            Map.entry("okt", 10),
            Map.entry("nov", 11),
            Map.entry("dec", 12),
            Map.entry("dez", 12));

    private static final String MONTH =
            "(?<month>jan(?:uary|uar)?|jän(?:ner)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz?|mrz|apr(?:il)?|may|mai|june?|juni?|"
                    + "july?|juli?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?|"
                    + "dez(?:ember)?)";

    private static final List<Pattern> FORMS = Stream.of(
                    "(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})",
                    "(?<day>\\d{1,2})\\.\\s?(?<month>\\d{1,2})\\.\\s?(?<year>\\d{4}|\\d{2})",
                    "(?<day>\\d{1,2})(?:\\.|st|nd|rd|th)?\\s+" + MONTH + "\\.?,?\\s+(?<year>\\d{4})",
                    MONTH + "\\.?\\s+(?<day>\\d{1,2})(?:st|nd|rd|th)?,?\\s+(?<year>\\d{4})",
                    "(?<first>\\d{1,2})/(?<second>\\d{1,2})/(?<year>\\d{4})")
            .map(form -> Pattern.compile(
                    "(?<![\\p{L}\\d./-])" + form + "(?![\\p{L}\\d/]|[.-]\\d)",
                    Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE))
            .toList();

    /** What stands before a date that is not the document's own. */
    private static final Pattern OTHER_DATE = Pattern.compile(
            "(gebor|geb\\.|geburts|birth|born|fällig|due|zahlbar|bis (zum|spätestens)?|until|expir|gültig|valid|ablauf|"
                    + "liefer|deliver|period|zeitraum|vom .* bis).*$",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private record Found(int position, LocalDate date) {}

    private DocumentDates() {}

    /** @param today no document is from much later than now */
    static Optional<LocalDate> find(String text, LocalDate today) {
        String top = text.substring(0, Math.min(text.length(), LOOKED_AT));
        return FORMS.stream()
                .flatMap(form -> dates(form, top, today))
                .min((a, b) -> Integer.compare(a.position(), b.position()))
                .map(Found::date);
    }

    private static Stream<Found> dates(Pattern form, String text, LocalDate today) {
        return form.matcher(text)
                .results()
                .filter(result -> !isOther(text, result.start()))
                .flatMap(result -> date(result, today).map(date -> new Found(result.start(), date)).stream());
    }

    private static boolean isOther(String text, int position) {
        String before = text.substring(Math.max(0, position - LABEL), position);
        String sameLine = before.substring(before.lastIndexOf('\n') + 1);
        return OTHER_DATE.matcher(sameLine).find();
    }

    private static Optional<LocalDate> date(MatchResult parts, LocalDate today) {
        try {
            return Optional.of(dateOf(parts, today))
                    .filter(date -> date.getYear() >= EARLIEST && !date.isAfter(today.plusYears(1)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static LocalDate dateOf(MatchResult parts, LocalDate today) {
        int year = Integer.parseInt(parts.group("year"));
        if (parts.namedGroups().containsKey("first")) {
            return ofAmbiguous(year, Integer.parseInt(parts.group("first")), Integer.parseInt(parts.group("second")));
        }
        int fullYear = year >= 100 ? year : century(year, today);
        return LocalDate.of(fullYear, month(parts.group("month")), Integer.parseInt(parts.group("day")));
    }

    /** Day and month, or month and day: only if one of them can't be a month, or they are the same. */
    private static LocalDate ofAmbiguous(int year, int first, int second) {
        if (first > 12 || first == second) {
            return LocalDate.of(year, second, first);
        }
        if (second > 12) {
            return LocalDate.of(year, first, second);
        }
        throw new DateTimeException("Ambiguous");
    }

    private static int month(String written) {
        if (Character.isDigit(written.charAt(0))) {
            return Integer.parseInt(written);
        }
        return MONTHS.getOrDefault(written.substring(0, 3).toLowerCase(Locale.ROOT), 0);
    }

    private static int century(int year, LocalDate today) {
        int inThisCentury = today.getYear() / 100 * 100 + year;
        return Year.of(inThisCentury).isAfter(Year.of(today.getYear() + 1)) ? inThisCentury - 100 : inThisCentury;
    }
}
