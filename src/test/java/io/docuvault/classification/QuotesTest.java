package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotesTest {

    private final Quotes quotes = new Quotes("Total\u00a0 due:\n\t84.20\u200b EUR for İstanbul \uD83D\uDE00 end");

    @Test
    void findsAQuoteWhateverItsWhiteSpaceAndCase() {
        assertThat(quotes.find("  total due: 84.20 eur ")).contains("Total\u00a0 due:\n\t84.20\u200b EUR");
    }

    @Test
    void findsAQuoteThatEndsWithARareCharacter() {
        assertThat(quotes.find("\uD83D\uDE00")).contains("\uD83D\uDE00");
        assertThat(quotes.find("for İstanbul")).contains("for İstanbul");
    }

    @Test
    void findsNothingThatIsNotThere() {
        assertThat(quotes.find("84.30 EUR")).isEmpty();
        assertThat(quotes.find("")).isEmpty();
        assertThat(quotes.find(" \u200b ")).isEmpty();
        assertThat(new Quotes("").find("x")).isEmpty();
    }

    @Test
    void cutsALongQuote() {
        String text = "word ".repeat(500);

        assertThat(new Quotes(text).find(text).orElseThrow().length()).isLessThanOrEqualTo(TopicScore.MAX_EVIDENCE);
        assertThat(text).contains(new Quotes(text).find(text).orElseThrow());
    }
}
