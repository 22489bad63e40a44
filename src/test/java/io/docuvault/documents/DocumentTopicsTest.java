package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.DatabaseTest;
import io.docuvault.documents.DocumentTopic.State;
import io.docuvault.jobs.LiveEvents;
import io.docuvault.shared.Caller;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.ProblemException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

@DatabaseTest
@Import({DocumentTopics.class, DocumentTopicRepository.class, LiveEvents.class, DocumentTopicsTest.Support.class})
@ImportAutoConfiguration(JacksonAutoConfiguration.class)
class DocumentTopicsTest {

    @TestConfiguration
    static class Support {

        final AtomicInteger decisions = new AtomicInteger();
        final AtomicInteger statements = new AtomicInteger();

        /** Counts what is sent to the database. */
        @Bean
        BeanPostProcessor statementCounter() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource dataSource ? counting(dataSource) : bean;
                }
            };
        }

        private DataSource counting(DataSource dataSource) {
            return new DelegatingDataSource(dataSource) {
                @Override
                public Connection getConnection() throws SQLException {
                    return counting(super.getConnection());
                }
            };
        }

        private Connection counting(Connection connection) {
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                        if (method.getName().equals("prepareStatement")) {
                            statements.incrementAndGet();
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @EventListener
        void onDecision(TopicsDecided decided) {
            decisions.incrementAndGet();
        }
    }

    private static final UUID RUN = Ids.next();

    @Autowired
    private DocumentTopics topics;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    @Autowired
    private Support support;

    private UUID owner;
    private UUID document;
    private UUID invoices;
    private UUID taxes;

    @BeforeEach
    void aUserWithADocumentAndTwoTopics() {
        owner = user();
        document = document(owner);
        invoices = topic(owner, "Invoices");
        taxes = topic(owner, "Taxes");
    }

    @Test
    void suggestsTopicsWithTheirReason() {
        suggest(new Suggestion(invoices, 0.9, "Invoice no. 7"), new Suggestion(taxes, 0.4, ""));

        List<DocumentTopic> labels = labels();
        assertThat(labels).extracting(DocumentTopic::topicId).containsExactly(invoices, taxes);
        assertThat(labels.getFirst().state()).isEqualTo(State.SUGGESTED);
        assertThat(labels.getFirst().suggestionId()).isNotNull();
        assertThat(labels.getFirst().confidence()).isEqualTo(0.9);
        assertThat(labels.getFirst().evidence()).isEqualTo("Invoice no. 7");
        assertThat(labels.getFirst().provider()).isEqualTo("builtin");
        assertThat(labels.getLast().evidence()).isNull();
    }

    @Test
    void aSuggestionThatStaysKeepsItsId() {
        suggest(new Suggestion(invoices, 0.5, "a"));
        UUID id = labels().getFirst().suggestionId();

        suggest(new Suggestion(invoices, 0.8, "b"), new Suggestion(taxes, 0.4, "c"));

        assertThat(labels().getFirst().suggestionId()).isEqualTo(id);
        assertThat(labels().getFirst().confidence()).isEqualTo(0.8);
    }

    @Test
    void newSuggestionsTakeThePlaceOfOldOnes() {
        suggest(new Suggestion(invoices, 0.5, "a"));
        suggest(new Suggestion(taxes, 0.5, "a"));
        assertThat(labels()).extracting(DocumentTopic::topicId).containsExactly(taxes);
    }

    @Test
    void aSuggestionNeverOverwritesWhatAPersonConfirmed() {
        confirm(invoices);

        suggest(new Suggestion(invoices, 0.3, "nonsense"));
        suggest();

        DocumentTopic label = labels().getFirst();
        assertThat(label.state()).isEqualTo(State.CONFIRMED);
        assertThat(label.confidence()).isNull();
        assertThat(label.provider()).isNull();
    }

    @Test
    void aRejectedSuggestionIsNeverMadeAgain() {
        suggest(new Suggestion(invoices, 0.9, "a"));
        UUID suggestion = Objects.requireNonNull(labels().getFirst().suggestionId());

        boolean found = as(owner, () -> topics.reject(owner, suggestion));
        suggest(new Suggestion(invoices, 0.99, "a"));

        assertThat(found).isTrue();
        assertThat(labels()).isEmpty();
    }

    @Test
    void anAcceptedSuggestionIsConfirmedAndKeepsItsOrigin() {
        suggest(new Suggestion(invoices, 0.9, "a"));
        UUID suggestion = Objects.requireNonNull(labels().getFirst().suggestionId());

        Optional<DocumentTopic> accepted = as(owner, () -> topics.accept(owner, suggestion));

        assertThat(accepted)
                .contains(new DocumentTopic(
                        invoices, State.CONFIRMED, null, 0.9, "a", "builtin", DocumentTopic.DecidedBy.PERSON));
        assertThat(labels()).containsExactly(accepted.orElseThrow());
    }

    @Test
    void acceptingTwiceIsTheSameAsOnce() {
        suggest(new Suggestion(invoices, 0.9, "a"));
        UUID suggestion = Objects.requireNonNull(labels().getFirst().suggestionId());
        as(owner, () -> topics.accept(owner, suggestion));
        long version = version(document);

        assertThat(as(owner, () -> topics.accept(owner, suggestion))).isPresent();
        assertThat(version(document)).isEqualTo(version);
    }

    @Test
    void aPersonMayChangeTheirMind() {
        suggest(new Suggestion(invoices, 0.9, "a"));
        UUID suggestion = Objects.requireNonNull(labels().getFirst().suggestionId());

        as(owner, () -> topics.accept(owner, suggestion));
        as(owner, () -> topics.reject(owner, suggestion));
        assertThat(labels()).isEmpty();

        as(owner, () -> topics.accept(owner, suggestion));
        assertThat(labels()).extracting(DocumentTopic::state).containsExactly(State.CONFIRMED);
    }

    @Test
    void settingTheConfirmedTopicsRejectsTheOthers() {
        confirm(invoices);
        confirm(taxes);
        suggest(new Suggestion(invoices, 0.9, "a"));
        assertThat(labels()).extracting(DocumentTopic::topicId).containsExactly(taxes);
    }

    @Test
    void settingTheConfirmedTopicsLeavesOtherSuggestionsWaiting() {
        suggest(new Suggestion(taxes, 0.9, "a"));
        confirm(invoices);
        assertThat(labels()).extracting(DocumentTopic::state).containsExactly(State.CONFIRMED, State.SUGGESTED);
    }

    @Test
    void refusesATopicOfSomebodyElse() {
        UUID foreign = topic(user(), "Invoices");
        assertThatThrownBy(() -> confirm(foreign))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION_FAILED));
        assertThatThrownBy(() -> as(owner, () -> topics.add(owner, Set.of(document), foreign)))
                .isInstanceOf(ProblemException.class);
        suggest(new Suggestion(foreign, 0.9, "a"));
        assertThat(labels()).isEmpty();
    }

    @Test
    void aDocumentOfSomebodyElseIsNotThere() {
        UUID stranger = user();
        UUID theirs = topic(stranger, "Mine now");
        assertThatThrownBy(() -> as(stranger, () -> {
                    topics.setConfirmed(stranger, document, Set.of(theirs));
                    return true;
                }))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(as(stranger, () -> topics.add(stranger, Set.of(document), theirs)))
                .isEmpty();
        assertThat(as(stranger, () -> topics.suggest(stranger, document, RUN, "builtin", List.of())))
                .isFalse();
    }

    @Test
    void addsATopicToManyDocumentsAndSaysWhichChanged() {
        UUID second = document(owner);
        UUID foreign = document(user());
        confirm(invoices);

        Set<UUID> changed = as(owner, () -> topics.add(owner, Set.of(document, second, foreign, Ids.next()), invoices));

        assertThat(changed).containsExactly(second);
    }

    @Test
    void removesATopicFromManyDocumentsForGood() {
        UUID second = document(owner);
        confirm(invoices);

        Set<UUID> changed = as(owner, () -> topics.remove(owner, Set.of(document, second), invoices));
        suggest(new Suggestion(invoices, 0.9, "a"));

        assertThat(changed).containsExactly(document);
        assertThat(labels()).isEmpty();
    }

    @Test
    void eachChangeIsANewVersionOfTheDocumentAndNothingElseIs() {
        long before = version(document);
        suggest(new Suggestion(invoices, 0.9, "a"));
        assertThat(version(document)).isEqualTo(before + 1);
        suggest(new Suggestion(invoices, 0.9, "a"));
        assertThat(version(document)).isEqualTo(before + 1);
        confirm(invoices);
        assertThat(version(document)).isEqualTo(before + 2);
        confirm(invoices);
        assertThat(version(document)).isEqualTo(before + 2);
    }

    @Test
    void decisionsAreCountedAndToldButSuggestionsAreNot() {
        long before = as(owner, () -> topics.decisions(owner));
        int told = support.decisions.get();
        suggest(new Suggestion(invoices, 0.9, "a"));
        assertThat(as(owner, () -> topics.decisions(owner))).isEqualTo(before);
        assertThat(support.decisions).hasValue(told);

        confirm(invoices);
        assertThat(as(owner, () -> topics.decisions(owner))).isGreaterThan(before);
        assertThat(support.decisions).hasValue(told + 1);
    }

    @Test
    void countsDocumentsOutsideTheTrash() {
        UUID second = document(owner);
        UUID trashed = document(owner);
        confirm(invoices);
        as(owner, () -> topics.add(owner, Set.of(trashed), invoices));
        as(owner, () -> topics.suggest(owner, second, RUN, "builtin", List.of(new Suggestion(invoices, 0.7, ""))));
        as(
                owner,
                () -> jdbc.sql("update documents set trashed_at = now() where id = :id")
                        .param("id", trashed)
                        .update());

        Map<UUID, TopicCounts> counts = as(owner, () -> topics.counts(owner));

        assertThat(counts).containsExactly(Map.entry(invoices, new TopicCounts(1, 1)));
    }

    @Test
    void asksTheDatabaseOnceForAPageOfAnyLength() {
        confirm(invoices);
        List<UUID> page = new ArrayList<>(List.of(document));
        for (int i = 0; i < 20; i++) {
            page.add(document(owner));
        }
        as(owner, () -> topics.add(owner, page, taxes));

        Map<UUID, List<DocumentTopic>> labels = as(owner, () -> {
            support.statements.set(0);
            return topics.topicsOf(owner, page);
        });

        assertThat(support.statements).hasValue(1);
        assertThat(labels).hasSize(21);
        assertThat(labels.get(document)).hasSize(2);
    }

    @Test
    void aDeletedTopicLeavesItsDocumentsWithANewVersion() {
        confirm(invoices);
        long before = version(document);
        as(owner, () -> {
            topics.forget(owner, invoices);
            return true;
        });
        assertThat(labels()).isEmpty();
        assertThat(version(document)).isEqualTo(before + 1);
    }

    @Test
    void rowSecurityHidesLabelsEvenFromAQueryWithoutAnOwner() {
        confirm(invoices);
        String all = "select count(*) from document_topics where document_id = :document";
        assertThat(as(owner, () -> count(all))).isOne();
        assertThat(as(user(), () -> count(all))).isZero();
    }

    private Long count(String sql) {
        return jdbc.sql(sql).param("document", document).query(Long.class).single();
    }

    private void suggest(Suggestion... suggestions) {
        as(owner, () -> topics.suggest(owner, document, RUN, "builtin", List.of(suggestions)));
    }

    private void confirm(UUID... wanted) {
        as(owner, () -> {
            topics.setConfirmed(owner, document, List.of(wanted));
            return true;
        });
    }

    private List<DocumentTopic> labels() {
        return as(owner, () -> topics.topicsOf(owner, List.of(document))).getOrDefault(document, List.of());
    }

    private long version(UUID id) {
        return as(
                owner,
                () -> jdbc.sql("select version from documents where id = :id")
                        .param("id", id)
                        .query(Long.class)
                        .single());
    }

    private <T> T as(UUID user, Supplier<T> work) {
        return Objects.requireNonNull(Caller.user(user).call(() -> transactions.execute(_ -> work.get())));
    }

    private UUID user() {
        UUID id = Ids.next();
        as(
                id,
                () -> jdbc.sql("""
                        insert into users (id, email, password_hash, valid_after, quota_bytes, created_at, updated_at)
                        values (:id, :email, '-', now(), 0, now(), now())
                        """)
                        .param("id", id)
                        .param("email", id + "@example.org")
                        .update());
        return id;
    }

    private UUID document(UUID user) {
        UUID id = Ids.next();
        as(user, () -> jdbc.sql("""
                        insert into documents (id, owner_id, blob_ref, name, title, media_type, kind, size_bytes, sha256,
                            status, text_length, created_at, updated_at)
                        values (:id, :owner, '-', 'a.txt', 'a', 'text/plain', 'text', 1, sha256('a'), 'ready', 1,
                            now(), now())
                        """).param("id", id).param("owner", user).update());
        return id;
    }

    private UUID topic(UUID user, String name) {
        UUID id = Ids.next();
        as(
                user,
                () -> jdbc.sql("""
                        insert into topics (id, owner_id, name, color, created_at, updated_at)
                        values (:id, :owner, :name, '#123456', now(), now())
                        """)
                        .param("id", id)
                        .param("owner", user)
                        .param("name", name)
                        .update());
        return id;
    }
}
