package io.docuvault.documents;

import java.util.List;
import java.util.UUID;

/**
 * How many of the listed documents there are of each sort.
 *
 * @param withoutTopic how many have no topic, neither confirmed nor suggested
 * @param connections by where they lie; the nil UUID is the server's own store
 * @param correspondents the fifty that the most documents are from
 * @param trashed how many are in the trash, whatever the filters
 */
record DocumentFacets(
        long total,
        List<TopicCount> topics,
        long withoutTopic,
        List<ValueCount> types,
        List<ValueCount> statuses,
        List<ValueCount> connections,
        List<ValueCount> correspondents,
        long trashed) {

    record TopicCount(UUID id, long count) {}

    record ValueCount(String value, long count) {}

    static DocumentFacets of(List<DocumentRows.Count> counts) {
        long total = of(counts, "total");
        return new DocumentFacets(
                total,
                counts.stream()
                        .filter(count -> count.facet().equals("topic"))
                        .map(count -> new TopicCount(UUID.fromString(count.value()), count.count()))
                        .toList(),
                total - of(counts, "withTopic"),
                values(counts, "type"),
                values(counts, "status"),
                values(counts, "connection"),
                values(counts, "correspondent"),
                of(counts, "trashed"));
    }

    private static List<ValueCount> values(List<DocumentRows.Count> counts, String facet) {
        return counts.stream()
                .filter(count -> count.facet().equals(facet))
                .map(count -> new ValueCount(count.value(), count.count()))
                .toList();
    }

    private static long of(List<DocumentRows.Count> counts, String facet) {
        return counts.stream()
                .filter(count -> count.facet().equals(facet))
                .mapToLong(DocumentRows.Count::count)
                .sum();
    }
}
