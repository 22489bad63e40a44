package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpellingTest {

    @Test
    void takesASwapOfLettersForTheLikeliestMistake() {
        assertThat(Spelling.corrections(Map.of("recieve", List.of("relieve", "receive"))))
                .containsEntry("recieve", List.of("receive", "relieve"));
    }

    @Test
    void allowsFewerMistakesInShortWords() {
        assertThat(Spelling.corrections(Map.of("brif", List.of("brief", "griff", "brot"))))
                .containsEntry("brif", List.of("brief"));
    }

    @Test
    void leavesAWordAloneThatNothingIsCloseTo() {
        assertThat(Spelling.corrections(Map.of("xylophone", List.of("telephone"))))
                .isEmpty();
    }
}
