package io.docuvault.classification;

import java.util.stream.Stream;

/** What a person has decided about their documents. Read lazily: a provider that does not learn never opens it. */
public interface TrainingSet {

    TrainingSet EMPTY = new TrainingSet() {
        @Override
        public String version() {
            return "";
        }

        @Override
        public Stream<LabelledText> documents() {
            return Stream.empty();
        }
    };

    /** Cheap to get; another one whenever {@link #documents()} would give something else. */
    String version();

    /**
     * The documents that a person decided about, latest decision first, trash left out. The caller closes the stream
     * and may stop early.
     */
    Stream<LabelledText> documents();

    /**
     * Some documents that nobody has decided about yet: how words go together in them teaches too, though nobody has
     * said which topics they have. The caller closes the stream and may stop early.
     */
    default Stream<DocumentText> undecided() {
        return Stream.empty();
    }
}
