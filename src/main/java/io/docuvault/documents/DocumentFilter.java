package io.docuvault.documents;

import io.docuvault.shared.ProblemException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which of an owner's documents a list shows: those for which each filter that is not null holds.
 *
 * @param topic the id of a topic (confirmed or suggested), or {@code none} for documents without any
 * @param types of {@link DocumentKind}; empty means all
 * @param statuses of {@link DocumentStatus}; empty means all
 * @param connection where they lie; the nil UUID for the server's own store
 * @param correspondent who they are from, in any case and with or without accents
 * @param from filed on this day or later
 * @param to filed on this day or earlier
 * @param q what the title or the file's name contains, in any case
 */
record DocumentFilter(
        UUID owner,
        @Nullable String topic,
        List<String> types,
        List<String> statuses,
        @Nullable UUID connection,
        @Nullable String correspondent,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        boolean trashed,
        @Nullable String q) {

    private static final String WITHOUT_TOPIC = "none";

    DocumentFilter {
        types = checked(
                "type",
                types,
                Arrays.stream(DocumentKind.values()).map(DocumentKind::column).toList());
        statuses = checked(
                "status",
                statuses,
                Arrays.stream(DocumentStatus.values())
                        .map(DocumentStatus::column)
                        .toList());
        if (topic != null && !topic.equals(WITHOUT_TOPIC)) {
            topicId(topic);
        }
    }

    /** The conditions on table {@code documents d}, joined by {@code and}; their parameters are {@link #parameters}. */
    String conditions() {
        List<String> conditions = new ArrayList<>();
        conditions.add("d.owner_id = :owner");
        conditions.add(trashed ? "d.trashed_at is not null" : "d.trashed_at is null");
        if (topic != null) {
            conditions.add(
                    topic.equals(WITHOUT_TOPIC)
                            ? "not exists (select 1 from document_topics t where " + LABELLED + ")"
                            : "exists (select 1 from document_topics t where t.topic_id = :topic and " + LABELLED
                                    + ")");
        }
        if (!types.isEmpty()) {
            conditions.add("d.kind = any(:types)");
        }
        if (!statuses.isEmpty()) {
            conditions.add("d.status = any(:statuses)");
        }
        if (connection != null) {
            conditions.add(
                    connection.equals(Uploads.OWN_STORE) ? "d.connection_id is null" : "d.connection_id = :connection");
        }
        if (correspondent != null) {
            conditions.add("d.correspondent_key = folded(:correspondent)");
        }
        if (from != null) {
            conditions.add("d.filed_on >= :from");
        }
        if (to != null) {
            conditions.add("d.filed_on <= :to");
        }
        if (q != null && !q.isBlank()) {
            conditions.add("(d.title || ' ' || d.name) ilike :pattern");
        }
        return String.join(" and ", conditions);
    }

    private static final String LABELLED =
            "t.owner_id = :owner and t.document_id = d.id and t.state in ('confirmed', 'suggested')";

    Map<String, Object> parameters() {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("owner", owner);
        if (topic != null && !topic.equals(WITHOUT_TOPIC)) {
            parameters.put("topic", topicId(topic));
        }
        parameters.put("types", types.toArray(String[]::new));
        parameters.put("statuses", statuses.toArray(String[]::new));
        if (connection != null && !connection.equals(Uploads.OWN_STORE)) {
            parameters.put("connection", connection);
        }
        if (correspondent != null) {
            parameters.put("correspondent", correspondent);
        }
        if (from != null) {
            parameters.put("from", from);
        }
        if (to != null) {
            parameters.put("to", to);
        }
        if (q != null) {
            parameters.put("pattern", "%" + q.strip().replaceAll("([\\\\%_])", "\\\\$1") + "%");
        }
        return parameters;
    }

    private static UUID topicId(String topic) {
        try {
            return UUID.fromString(topic);
        } catch (IllegalArgumentException _) {
            throw ProblemException.invalid("topic", "unknown_topic", "There is no such topic.");
        }
    }

    private static List<String> checked(String field, List<String> values, List<String> known) {
        List<String> lowerCase = values.stream()
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .toList();
        for (String value : lowerCase) {
            if (!known.contains(value)) {
                throw ProblemException.invalid(field, "unknown_value", "One of: " + String.join(", ", known) + ".");
            }
        }
        return lowerCase;
    }
}
