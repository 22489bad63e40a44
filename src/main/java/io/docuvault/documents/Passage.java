package io.docuvault.documents;

import java.util.ArrayList;
import java.util.List;

/** A stretch of a document's text, cut into what matched the search and what stands around it. Plain text throughout. */
record Passage(List<Segment> segments) {

    /** A run of text. */
    record Segment(String text, boolean match) {}

    /** Reads {@code ts_headline}'s marked text; passages without a match are left out. */
    static List<Passage> parse(String marked, String matchStart, String matchEnd, String passageEnd) {
        List<Passage> passages = new ArrayList<>();
        for (String passage : marked.split(passageEnd, -1)) {
            List<Segment> segments = segments(passage.strip(), matchStart, matchEnd);
            if (segments.stream().anyMatch(Segment::match)) {
                passages.add(new Passage(segments));
            }
        }
        return passages;
    }

    private static List<Segment> segments(String passage, String matchStart, String matchEnd) {
        List<Segment> segments = new ArrayList<>();
        int from = 0;
        while (from < passage.length()) {
            int start = passage.indexOf(matchStart, from);
            int end = start < 0 ? -1 : passage.indexOf(matchEnd, start);
            if (end < 0) {
                add(segments, passage.substring(from), false);
                break;
            }
            add(segments, passage.substring(from, start), false);
            add(segments, passage.substring(start + 1, end), true);
            from = end + 1;
        }
        return segments;
    }

    private static void add(List<Segment> segments, String text, boolean match) {
        if (!text.isEmpty()) {
            segments.add(new Segment(text.replaceAll("\\s+", " "), match));
        }
    }
}
