package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountMailTest {

    private static final Instant NEW_YEAR = Instant.parse("2026-12-31T23:30:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    en | UTC           | December 31, 2026, 23:30 UTC
                    en | Europe/Vienna | January 1, 2027, 00:30 CET
                    de | Europe/Vienna | 1. Januar 2027, 00:30 MEZ
                    """)
    void tellsTheTimeAsItsReaderWritesIt(String language, String zone, String written) {
        Account user = new Account(
                UUID.randomUUID(), "anna@example.org", "", Role.USER, language, zone, false, 0, 0, 0, Instant.EPOCH);

        assertThat(AccountMail.time(user, NEW_YEAR)).isEqualTo(written);
    }
}
