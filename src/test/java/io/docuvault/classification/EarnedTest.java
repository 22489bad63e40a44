package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.documents.Observed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarnedTest {

    private final List<Observed> observed = new ArrayList<>();

    @Test
    void nothingIsEarnedByNothing() {
        assertThat(Earned.of(observed)).isEqualTo(Earned.NOTHING);
    }

    @Test
    void aFewRightOnesMayBeChance() {
        decide(72, 0.9, true);
        assertThat(Earned.of(observed)).isEqualTo(new Earned(72, 72, 1.0, null, false));
        decide(1, 0.9, true);
        assertThat(Earned.of(observed)).isEqualTo(new Earned(73, 73, 1.0, 0.9, true));
    }

    @Test
    void takesTheThresholdThatLetsMostThrough() {
        decide(100, 0.95, true);
        decide(100, 0.8, true);
        decide(1, 0.8, false);
        decide(20, 0.5, false);
        Collections.shuffle(observed);
        Earned earned = Earned.of(observed);
        assertThat(earned.threshold()).isEqualTo(0.8);
        assertThat(earned.decided()).isEqualTo(201);
        assertThat(earned.accepted()).isEqualTo(200);
        assertThat(earned.allowed()).isTrue();
    }

    @Test
    void wrongOnesThatWereSureTakeItAway() {
        decide(100, 0.9, true);
        decide(5, 0.99, false);
        assertThat(Earned.of(observed).allowed()).isFalse();
        assertThat(Earned.of(observed).accepted()).isEqualTo(100);
    }

    private void decide(int many, double confidence, boolean accepted) {
        observed.addAll(Collections.nCopies(many, new Observed(confidence, accepted)));
    }
}
