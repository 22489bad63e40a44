package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.shared.ProblemException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RulePatternTest {

    private static final RuleText LETTER = new RuleText(
            "Stadtwerke Köln GmbH <post@stadtwerke.example>",
            "Rechnung",
            "scan 0815.pdf",
            "Guten Tag,\nIhre Verbrauchsabrechnung\nfür Strom 2026 [a+b].\nMit Gruß");

    @Test
    void findsWordsWhateverTheirCaseAndWhiteSpace() {
        assertThat(text("verbrauchsabrechnung FÜR strom")).contains("Ihre Verbrauchsabrechnung\nfür Strom 2026 [a+b].");
        assertThat(text("[a+b]")).contains("für Strom 2026 [a+b].");
        assertThat(text("Gas")).isEmpty();
        assertThat(RulePattern.of(Rule.Field.SENDER, Rule.Match.CONTAINS, "stadtwerke köln")
                        .find(LETTER))
                .contains("Stadtwerke Köln GmbH <post@stadtwerke.example>");
        assertThat(RulePattern.of(Rule.Field.SENDER, Rule.Match.CONTAINS, "a").find(new RuleText(null, "a", "a", "a")))
                .isEmpty();
        assertThat(RulePattern.of(Rule.Field.NAME, Rule.Match.MATCHES, "scan \\d{4}")
                        .find(LETTER))
                .contains("scan 0815.pdf");
    }

    @Test
    void whatWasFoundStandsInTheTextLetterForLetter() {
        String passage = RulePattern.of(Rule.Field.TEXT, Rule.Match.MATCHES, "strom \\d+")
                .find(LETTER)
                .orElseThrow();
        assertThat(LETTER.text()).contains(passage);
    }

    @Test
    void saysWhereAnExpressionIsWrong() {
        assertThatThrownBy(() -> RulePattern.of(Rule.Field.TEXT, Rule.Match.MATCHES, "invoice [z-a]"))
                .isInstanceOf(ProblemException.class)
                .satisfies(e -> assertThat(((ProblemException) e).errors().toString())
                        .contains("z-a")
                        .contains("character 10"));
        assertThatThrownBy(() -> RulePattern.of(Rule.Field.TEXT, Rule.Match.MATCHES, "x*"))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> RulePattern.of(Rule.Field.TEXT, Rule.Match.CONTAINS, "  "))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> RulePattern.of(Rule.Field.TEXT, Rule.Match.CONTAINS, "x".repeat(501)))
                .isInstanceOf(ProblemException.class);
    }

    /** This one takes an engine that tries everything longer than anybody lives. */
    @Test
    @Timeout(10)
    void noExpressionTakesLong() {
        RulePattern evil = RulePattern.of(Rule.Field.TEXT, Rule.Match.MATCHES, "(a+)+$b");
        assertThat(evil.find(new RuleText(null, "", "", "a".repeat(50_000)))).isEmpty();
    }

    private static Optional<String> text(String words) {
        return RulePattern.of(Rule.Field.TEXT, Rule.Match.CONTAINS, words).find(LETTER);
    }
}
