package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentDatesTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Rechnungsdatum: 31.01.2026|2026-01-31",
                "Berlin, den 3. März 2025|2025-03-03",
                "Berlin, 7.5.24|2024-05-07",
                "Date: March 5, 2024|2024-03-05",
                "5th December 2019|2019-12-05",
                "Dear Sir, 12 Sept 2020|2020-09-12",
                "created 2026-02-28 by|2026-02-28",
                "31/12/2025|2025-12-31",
                "12/31/2025|2025-12-31"
            })
    void findsTheDateInEachForm(String text, LocalDate date) {
        assertThat(DocumentDates.find(text, TODAY)).contains(date);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "geboren am 12.03.1980|",
                "Zahlbar bis zum 01.02.2026|",
                "due by March 5, 2026|",
                "03/04/2026|",
                "31.02.2026|",
                "version 1.2.2026.4|",
                "2099-01-01|",
                "Tel. 0123-2026-01-31|"
            })
    void saysNothingRatherThanGuess(String text, String nothing) {
        assertThat(DocumentDates.find(text, TODAY)).isEmpty();
    }

    @Test
    void takesTheFirstThatIsItsOwn() {
        assertThat(DocumentDates.find("geb. 01.01.1970\nMünchen, 4. Mai 2023\nvom 1.1.2022", TODAY))
                .contains(LocalDate.of(2023, 5, 4));
    }
}
