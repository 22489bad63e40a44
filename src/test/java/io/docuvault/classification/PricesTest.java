package io.docuvault.classification;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {

    private final Prices prices = new Prices(ModelFixture.settings(Duration.ofSeconds(1)));

    /** A name that only begins alike is another model's, and what is not known costs as the dearest. */
    @ParameterizedTest
    @CsvSource({
        "gpt-5, 1.25",
        "gpt-5-2025-08-07, 1.25",
        "gpt-4o-2024-11-20, 2.5",
        "gpt-4o-mini, 0.15",
        "claude-sonnet-4-6, 3",
        "claude-haiku-4-5-20251001, 1",
        "claude-opus-4-5-20251101, 5",
        "claude-opus-4-0, 15",
        "claude-opus-4-20250514, 15",
        "gpt-5-pro, 15",
        "gpt-5.2, 15",
        "gpt-5-something, 15",
        "nobody-knows, 15"
    })
    void aPriceIsForOneModel(String model, double input) {
        assertThat(prices.of(account(model)).input()).isEqualTo(input);
    }

    private static ModelAccount account(String model) {
        return new ModelAccount(new Nobody(), model, URI.create("http://localhost:1"), "key", false, null, null, null);
    }

    /** A vendor of which nothing but its place counts. */
    private static final class Nobody extends ModelProvider {

        @Override
        public String name() {
            return "nobody";
        }

        @Override
        public boolean local() {
            return false;
        }

        @Override
        protected Written write(Permit permit, Prompt prompt) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void ping(Permit permit, Prompt prompt) {
            throw new UnsupportedOperationException();
        }
    }
}
