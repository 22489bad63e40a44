package io.docuvault.documents;

import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a list as they stand in its address.
 *
 * @param topic a topic's id, or {@code none}
 * @param type kinds, comma-separated
 * @param status comma-separated
 * @param correspondent who they are from
 * @param from earliest day
 * @param to latest day
 * @param q part of the title or of the file's name
 */
public record DocumentFilters(
        @Nullable String topic,
        @Nullable List<String> type,
        @Nullable List<String> status,
        @Nullable UUID connection,
        @Nullable @Size(max = 255) String correspondent,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        @Nullable Boolean trashed,
        @Nullable @Size(max = 255) String q) {

    DocumentFilter of(UUID owner) {
        return new DocumentFilter(
                owner,
                topic,
                type == null ? List.of() : type,
                status == null ? List.of() : status,
                connection,
                correspondent,
                from,
                to,
                Boolean.TRUE.equals(trashed),
                q);
    }
}
