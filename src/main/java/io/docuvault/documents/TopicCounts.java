package io.docuvault.documents;

/** How many documents outside the trash have a topic, and for how many it is suggested. */
public record TopicCounts(long confirmed, long suggested) {

    public static final TopicCounts NONE = new TopicCounts(0, 0);
}
