package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.documents.Search.Order;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import io.docuvault.shared.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest
class SearchTest {

    private final UUID owner = Ids.next();

    @Autowired
    private Search search;

    @Autowired
    private SearchIndex index;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    @BeforeEach
    void anOwner() {
        user(owner);
    }

    @Test
    void findsADocumentByWordsOfItsText() {
        UUID heron = document("Heron", "en", "The heron stands in the reeds.");
        document("Stork", "en", "The stork nests on the roof.");
        assertThat(find("heron reeds")).containsExactly(heron);
        assertThat(find("heron roof")).isEmpty();
    }

    @Test
    void findsOtherFormsOfAWordInTheDocumentsLanguage() {
        UUID english = document("a", "en", "Payments were received for both invoices.");
        UUID german = document("b", "de", "Die Zahlungen für beide Häuser sind eingegangen.");
        assertThat(find("payment invoice")).containsExactly(english);
        assertThat(find("zahlung haus")).containsExactly(german);
    }

    @Test
    void findsAWordThatIsAStopWordInAnotherOfTheUsersLanguages() {
        document("a", "en", "We will die another day.");
        UUID german = document("b", "de", "Die Rechnung liegt bei.");
        assertThat(find("die rechnung")).containsExactly(german);
    }

    @Test
    void findsPhrasesOnlyWhereTheWordsStandSideBySide() {
        UUID together = document("a", "en", "The due date is Friday.");
        UUID apart = document("b", "en", "The date on which it is due is Friday.");
        assertThat(find("\"due date\"")).containsExactly(together);
        assertThat(find("due date")).containsExactlyInAnyOrder(together, apart);
    }

    @Test
    void leavesOutWhatIsNotWanted() {
        UUID open = document("a", "en", "Invoice 17, still open");
        document("b", "en", "Invoice 18, already paid");
        assertThat(find("invoice -paid")).containsExactly(open);
        assertThat(find("-paid")).containsExactly(open);
    }

    @Test
    void leavesOutADocumentWhoseUnwantedWordLiesFarBehindTheWantedOne() {
        document("long", "en", "Beginning walrus " + filler(60_000) + " unwanted end");
        assertThat(find("walrus -unwanted")).isEmpty();
    }

    @Test
    void findsTheLastWordOfAVeryLongTextAndWordsThatLieFarApart() {
        UUID endless = document("long", "en", "Albatross " + filler(300_000) + " cassowary");
        assertThat(find("cassowary")).containsExactly(endless);
        assertThat(find("albatross cassowary")).containsExactly(endless);
        assertThat(find("albatross cassowary zebra")).isEmpty();
    }

    @Test
    void ignoresAccentsAndCase() {
        UUID accented = document("a", "fr", "Résumé de la séance à Düsseldorf");
        assertThat(find("RESUME dusseldorf")).containsExactly(accented);
    }

    @Test
    void findsTheWordThatIsStillBeingTyped() {
        UUID document = document("a", "en", "Photosynthesis in mosses");
        assertThat(find("photosyn")).containsExactly(document);
    }

    @Test
    void forgivesTypingErrorsAndSaysSo() {
        UUID document = document("Haftpflichtversicherung", "de", "Beitrag für das Jahr");
        SearchAnswer answer = answer("haftpflichtversichreung", Order.RELEVANCE, null, 10);
        assertThat(ids(answer)).containsExactly(document);
        assertThat(answer.corrected())
                .isEqualTo(new SearchAnswer.Correction("haftpflichtversichreung", "haftpflichtversicherung"));
        assertThat(find("Haftpflichtversichreung")).containsExactly(document);
    }

    @Test
    void doesNotGuessWhereTheWordsAreKnown() {
        document("a", "en", "An ordinary receipt");
        assertThat(answer("receipt ordinary nonsense", Order.RELEVANCE, null, 10)
                        .corrected())
                .isNull();
    }

    @Test
    void findsADocumentByItsTitleAndFileNameBeforeItHasText() {
        UUID document = document("scan_0042 contract.pdf", null, "");
        assertThat(find("contract")).containsExactly(document);
    }

    @Test
    void ranksADocumentWithTheWordInItsTitleFirst() {
        UUID named = document("Warranty", "en", "for the washing machine");
        UUID mentioned = document("Letter", "en", "You asked about the warranty of the washing machine.");
        assertThat(find("warranty")).containsExactly(named, mentioned);
    }

    @Test
    void showsThePassagesThatMatchAsPlainSegments() {
        document("a", "en", "Before it. The quick & sly fox\njumps over the fence. After it.");
        SearchAnswer.Result result =
                answer("fox", Order.RELEVANCE, null, 10).items().getFirst();
        assertThat(result.passages()).hasSize(1);
        List<Passage.Segment> passage = result.passages().getFirst();
        assertThat(passage.stream().filter(Passage.Segment::match).map(Passage.Segment::text))
                .containsExactly("fox");
        assertThat(passage.stream().map(Passage.Segment::text).collect(Collectors.joining()))
                .contains("quick & sly fox jumps over");
    }

    @Test
    void filtersByFields() {
        UUID pdf = document("a", "en", "lighthouse");
        UUID image = document("b", "en", "lighthouse");
        as(() -> jdbc.sql("update documents set kind = 'image', document_date = '2025-06-01' where id = :id")
                .param("id", image)
                .update());
        assertThat(find("lighthouse type:image")).containsExactly(image);
        assertThat(find("lighthouse -type:image")).containsExactly(pdf);
        assertThat(find("lighthouse before:2025-07-01")).containsExactly(image);
        assertThat(find("lighthouse after:2025-07")).containsExactly(pdf);
        assertThat(find("type:image")).containsExactly(image);
        assertThat(find("language:en type:pdf")).containsExactly(pdf);
        assertThat(find("topic:\"No such topic\" lighthouse")).isEmpty();
    }

    @Test
    void leavesOutTheTrash() {
        UUID document = document("a", "en", "periwinkle");
        as(() -> jdbc.sql("update documents set trashed_at = now() where id = :id")
                .param("id", document)
                .update());
        assertThat(find("periwinkle")).isEmpty();
    }

    @Test
    void pagesThroughAllHitsWithoutGapsOrDoubles() {
        List<UUID> all = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            all.add(document("Report " + i, "en", "kingfisher ".repeat(1 + i % 5)));
        }
        for (Order order : Order.values()) {
            List<UUID> paged = new ArrayList<>();
            String after = null;
            do {
                SearchAnswer page = answer("kingfisher", order, after, 7);
                paged.addAll(ids(page));
                after = page.next();
            } while (after != null);
            assertThat(paged).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
        }
    }

    @Test
    void countsTheHitsByType() {
        document("a", "en", "cormorant");
        document("b", "en", "cormorant");
        SearchFacets facets = answer("cormorant", Order.RELEVANCE, null, 1).facets();
        assertThat(facets.total()).isEqualTo(2);
        assertThat(facets.types()).containsExactly(new DocumentFacets.ValueCount("pdf", 2));
        assertThat(facets.countIsCapped()).isFalse();
    }

    @Test
    void findsByTheNewTitleAfterARename() {
        UUID document = document("Old name", "en", "text");
        as(() -> index.retitle(owner, document, new Heading("Chrysanthemum", ""), "en"));
        assertThat(find("chrysanthemum")).containsExactly(document);
        assertThat(find("old")).isEmpty();
    }

    @Test
    void findsNothingOfSomebodyElse() {
        document("a", "en", "nightingale");
        UUID stranger = Ids.next();
        user(stranger);
        DocumentFilter strangers = filter(stranger);
        DocumentFilter owners = filter(owner);
        Caller.user(stranger).run(() -> {
            assertThat(search.find("nightingale", strangers, Order.RELEVANCE, null, 10)
                            .items())
                    .isEmpty();
            // A query that names the wrong owner: the database refuses it again.
            assertThat(search.find("nightingale", owners, Order.RELEVANCE, null, 10)
                            .items())
                    .isEmpty();
        });
    }

    @Test
    void survivesWhateverIsTyped() {
        document("a", "en", "something");
        for (String typed :
                List.of("'", "\"", "a:* | !b", "\\", ":*", "<->", "%", "(((", "-", "topic:", "\u0000", "🦊", "a & b")) {
            assertThat(answer(typed, Order.RELEVANCE, null, 10)).isNotNull();
        }
    }

    @Test
    void refusesACursorOfAnotherList() {
        assertThatThrownBy(() -> answer("x", Order.RELEVANCE, "bm90IG91cnM", 10))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void suggestsTitlesWhileTypingDespiteErrors() {
        UUID document = document("Mietvertrag Gartenstraße", "de", "");
        Caller.user(owner).run(() -> {
            assertThat(search.suggest(owner, "mietvert").documents())
                    .extracting(SearchSuggestions.Document::id)
                    .containsExactly(document);
            assertThat(search.suggest(owner, "mietvetrag").documents())
                    .extracting(SearchSuggestions.Document::id)
                    .containsExactly(document);
            assertThat(search.suggest(owner, "  ").documents()).isEmpty();
        });
    }

    private List<UUID> find(String typed) {
        return ids(answer(typed, Order.RELEVANCE, null, 50));
    }

    private SearchAnswer answer(String typed, Order order, @Nullable String after, int limit) {
        return Caller.user(owner).call(() -> search.find(typed, filter(owner), order, after, limit));
    }

    private static DocumentFilter filter(UUID owner) {
        return new DocumentFilter(owner, null, List.of(), List.of(), null, null, null, null, false, null);
    }

    private static List<UUID> ids(SearchAnswer answer) {
        return answer.items().stream().map(item -> item.document().id()).toList();
    }

    private static String filler(int characters) {
        return "lorem ipsum dolor sit amet ".repeat(characters / 27 + 1);
    }

    private UUID document(String title, @Nullable String language, String text) {
        UUID id = Ids.next();
        as(() -> {
            jdbc.sql("""
                            insert into documents (id, owner_id, blob_ref, name, title, media_type, kind, size_bytes,
                                sha256, status, language, text_length, created_at, updated_at)
                            values (:id, :owner, '', :title, :title, 'application/pdf', 'pdf', 1, sha256(:id::text::bytea),
                                'ready', :language, :length, now(), now())
                            """)
                    .param("id", id)
                    .param("owner", owner)
                    .param("title", title)
                    .param("language", language)
                    .param("length", text.length())
                    .update();
            index.replace(owner, id, new Heading(title, ""), language, text);
        });
        return id;
    }

    private void user(UUID id) {
        Caller.user(id)
                .run(() -> transactions.executeWithoutResult(_ -> jdbc.sql("""
                                insert into users (id, email, password_hash, valid_after, quota_bytes, created_at, updated_at)
                                values (:id, :email, '', now(), 0, now(), now())
                                """)
                        .param("id", id)
                        .param("email", id + "@example.org")
                        .update()));
    }

    private void as(Runnable work) {
        Caller.user(owner).run(() -> transactions.executeWithoutResult(_ -> work.run()));
    }
}
