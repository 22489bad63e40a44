package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.documents.SearchQuery.Field;
import io.docuvault.documents.SearchQuery.Term;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class SearchQueryTest {

    @Test
    void takesWordsPhrasesAndNegationsApart() {
        assertThat(SearchQuery.parse("rechnung \"due date\" -paid -\"second reminder\"")
                        .terms())
                .containsExactly(
                        new Term("rechnung", false, false),
                        new Term("due date", true, false),
                        new Term("paid", false, true),
                        new Term("second reminder", true, true));
    }

    @Test
    void readsFieldsWithAndWithoutQuotes() {
        SearchQuery query = SearchQuery.parse("topic:\"Home & rent\" -topic:Taxes TYPE:PDF status:ready language:de");
        assertThat(query.topics()).containsExactly(new Field("Home & rent", false), new Field("Taxes", true));
        assertThat(query.types()).containsExactly(new Field("pdf", false));
        assertThat(query.statuses()).containsExactly(new Field("ready", false));
        assertThat(query.languages()).containsExactly(new Field("de", false));
        assertThat(query.terms()).isEmpty();
    }

    @Test
    void readsDaysMonthsAndYears() {
        assertThat(SearchQuery.parse("after:2025 before:2026-03").after()).isEqualTo(LocalDate.of(2025, 1, 1));
        assertThat(SearchQuery.parse("after:2025 before:2026-03").before()).isEqualTo(LocalDate.of(2026, 3, 1));
        assertThat(SearchQuery.parse("before:2026-01-31").before()).isEqualTo(LocalDate.of(2026, 1, 31));
    }

    @Test
    void searchesForWhatIsNoField() {
        assertThat(SearchQuery.parse("before:yesterday re:invoice").terms())
                .containsExactly(new Term("before:yesterday", false, false), new Term("re:invoice", false, false));
    }

    @Test
    void makesSenseOfUnfinishedInput() {
        assertThat(SearchQuery.parse("\"not closed").terms()).containsExactly(new Term("not closed", true, false));
        assertThat(SearchQuery.parse(" - -- topic: \"\" !? ").terms()).isEmpty();
    }

    @Test
    void keepsTheFirstTermsOfAnEndlessQuery() {
        assertThat(SearchQuery.parse("a ".repeat(10_000)).terms()).hasSize(SearchQuery.MAX_TERMS);
    }
}
