package io.docuvault.extraction.child;

import io.docuvault.extraction.ExtractionWire;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.tika.metadata.Message;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.Office;
import org.apache.tika.metadata.PagedText;
import org.apache.tika.metadata.Property;
import org.apache.tika.metadata.TikaCoreProperties;
import org.jspecify.annotations.Nullable;

/** What a file says about itself, bounded; an author may have written anything there. */
final class Facts {

    private static final int MAX_TITLE = 300;
    private static final int MAX_KEY = 80;
    private static final int MAX_VALUE = 500;
    private static final int FIRST_YEAR = 1900;

    /** Tika's own notes about its work, and what grows with the number of pages. */
    private static final List<String> NOISE =
            List.of("X-TIKA", "X-Parsed", "pdf:chars", "pdf:unmapped", "access_permission", "Chroma ", "resourceName");

    private final Metadata metadata;

    Facts(Metadata metadata) {
        this.metadata = metadata;
    }

    @Nullable String title() {
        String title = first(TikaCoreProperties.TITLE);
        return title != null ? title : first(TikaCoreProperties.SUBJECT);
    }

    @Nullable String author() {
        String author = first(TikaCoreProperties.CREATOR);
        return author != null ? author : line(metadata.get(Message.MESSAGE_FROM));
    }

    @Nullable Instant created() {
        String created = metadata.get(TikaCoreProperties.CREATED);
        if (created == null) {
            return null;
        }
        Instant instant = parse(created);
        return instant != null && isPlausible(instant) ? instant : null;
    }

    @Nullable Integer pages() {
        for (Property property : List.of(PagedText.N_PAGES, Office.PAGE_COUNT, Office.SLIDE_COUNT)) {
            Integer pages = metadata.getInt(property);
            if (pages != null && pages > 0) {
                return pages;
            }
        }
        return null;
    }

    Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        for (String name : metadata.names()) {
            String value = line(String.join("; ", metadata.getValues(name)));
            if (value != null && name.length() <= MAX_KEY && NOISE.stream().noneMatch(name::startsWith)) {
                properties.put(CleanText.line(name, MAX_KEY), CleanText.line(value, MAX_VALUE));
            }
            if (properties.size() == ExtractionWire.MAX_METADATA) {
                break;
            }
        }
        return properties;
    }

    private @Nullable String first(Property property) {
        return line(metadata.get(property));
    }

    private static @Nullable String line(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String line = CleanText.line(value.length() > 4_000 ? value.substring(0, 4_000) : value, MAX_TITLE);
        return line.isEmpty() ? null : line;
    }

    /** Cameras and some programs write no time zone: then it is taken as UTC. */
    private static @Nullable Instant parse(String time) {
        try {
            return time.endsWith("Z")
                    ? Instant.parse(time)
                    : LocalDateTime.parse(time).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean isPlausible(Instant instant) {
        int year = instant.atZone(ZoneOffset.UTC).getYear();
        return year >= FIRST_YEAR && year <= Year.now(ZoneOffset.UTC).getValue() + 1;
    }
}
