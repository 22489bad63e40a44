package io.docuvault.documents;

import java.util.List;
import java.util.UUID;

/**
 * How many hits each filter would leave.
 *
 * @param countIsCapped whether there are more hits than were counted
 * @param correspondents the fifty that the most hits are from
 */
record SearchFacets(
        long total,
        boolean countIsCapped,
        List<DocumentFacets.TopicCount> topics,
        List<DocumentFacets.ValueCount> types,
        List<DocumentFacets.ValueCount> correspondents) {

    /** A row of the counting query. */
    record Row(String facet, String value, long count) {}

    static SearchFacets of(List<Row> rows, int cap) {
        long total = rows.stream()
                .filter(row -> row.facet().equals("total"))
                .mapToLong(Row::count)
                .sum();
        return new SearchFacets(
                total,
                total >= cap,
                rows.stream()
                        .filter(row -> row.facet().equals("topic"))
                        .map(row -> new DocumentFacets.TopicCount(UUID.fromString(row.value()), row.count()))
                        .toList(),
                values(rows, "type"),
                values(rows, "correspondent"));
    }

    private static List<DocumentFacets.ValueCount> values(List<Row> rows, String facet) {
        return rows.stream()
                .filter(row -> row.facet().equals(facet))
                .map(row -> new DocumentFacets.ValueCount(row.value(), row.count()))
                .toList();
    }
}
