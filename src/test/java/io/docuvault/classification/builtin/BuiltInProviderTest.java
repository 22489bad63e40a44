package io.docuvault.classification.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.docuvault.classification.Classification;
import io.docuvault.classification.ClassificationRequest;
import io.docuvault.classification.DocumentText;
import io.docuvault.classification.LabelledText;
import io.docuvault.classification.TopicPrompt;
import io.docuvault.classification.TopicScore;
import io.docuvault.classification.TrainingSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BuiltInProviderTest {

    private static final UUID OWNER = new UUID(0, 1);

    private final BuiltInProvider provider = new BuiltInProvider();

    private static final TopicPrompt INVOICES = topic("Rechnungen", "Was bezahlt werden muss");
    private static final TopicPrompt INSURANCE = topic("Versicherung", "");
    private static final TopicPrompt HEALTH = topic("Health", "Doctors, hospitals and pharmacies");
    private static final TopicPrompt SCHOOL = topic("École", "");
    private static final List<TopicPrompt> HOUSEHOLD = List.of(INVOICES, INSURANCE, HEALTH, SCHOOL);

    private static final String ELECTRICITY_BILL = """
            Stadtwerke Musterstadt
            Stromrechnung Nr. 4711
            Sehr geehrte Frau Beispiel, für den Abrechnungszeitraum stellen wir Ihnen in Rechnung:
            Nettobetrag 84,03 EUR, Mehrwertsteuer 15,97 EUR, Rechnungsbetrag 100,00 EUR.
            Zahlbar innerhalb von 14 Tagen ohne Abzug.
            """;

    @Test
    void knowsAGermanCompoundBeforeAnythingWasLearnt() {
        assertThat(best(ask(ELECTRICITY_BILL, "de"))).isEqualTo(INVOICES.id());
    }

    @Test
    void understandsTopicsNamedInAnotherLanguage() {
        assertThat(best(ask("INVOICE\nInvoice number 12\nSubtotal 80.00\nVAT 20%\nAmount due by 31 May", "en")))
                .isEqualTo(INVOICES.id());
        assertThat(best(ask("Compte rendu d'hospitalisation\nLe patient a reçu un traitement par comprimés.", "fr")))
                .isEqualTo(HEALTH.id());
        assertThat(best(ask(
                        "Zeugnis der Grundschule\nDie Schülerin der Klasse 3 hat im Unterricht gut mitgearbeitet.",
                        "de")))
                .isEqualTo(SCHOOL.id());
        assertThat(best(ask(
                        "Póliza de seguro\nEl tomador paga la prima anual; la cobertura incluye siniestros.", null)))
                .isEqualTo(INSURANCE.id());
    }

    @Test
    void quotesTheTextAsItsReason() {
        Classification answer = ask(ELECTRICITY_BILL, "de");

        assertThat(answer.topics()).isNotEmpty().allSatisfy(score -> {
            assertThat(score.evidence()).isNotBlank().hasSizeLessThanOrEqualTo(TopicScore.MAX_EVIDENCE);
            assertThat(ELECTRICITY_BILL).contains(score.evidence());
            assertThat(score.words()).isNotEmpty();
        });
    }

    @Test
    void saysNothingAboutADocumentThatResemblesNoTopic() {
        assertThat(ask("""
                        The heron stood motionless above the pond while fog drifted over the reeds.
                        Somewhere behind the hill a bell rang twice and the valley fell silent again.""", "en").topics()).isEmpty();
    }

    @Test
    void saysNothingAboutAnEmptyText() {
        assertThat(ask("", "en").topics()).isEmpty();
        assertThat(ask(" \n\t ", null).topics()).isEmpty();
        assertThat(ask("12 34 5", null).topics()).isEmpty();
    }

    @Test
    void saysNothingWhenThereAreNoTopics() {
        assertThat(ask(ELECTRICITY_BILL, "de", List.of(), TrainingSet.EMPTY).topics())
                .isEmpty();
    }

    @Test
    void learnsFromOneConfirmationOfEachTopic() {
        TopicPrompt chess = topic("Elena", "");
        TopicPrompt boats = topic("Projekt Nord", "");
        List<TopicPrompt> topics = List.of(chess, boats);
        String newText = "Notes on the Sicilian defence: the knight leaves the queen's bishop pinned on the diagonal.";
        assertThat(ask(newText, "en", topics, TrainingSet.EMPTY).topics()).isEmpty();

        TrainingSet taught = confirmed(
                "v1",
                labelled("The queen and the knight attack; after the Sicilian opening Black gives up a bishop.", chess),
                labelled("The hull of the sailing boat needs new varnish, and the mast a shroud.", boats));

        assertThat(best(ask(newText, "en", topics, taught))).isEqualTo(chess.id());
    }

    @Test
    void learnsFromDocumentsThatWaitHowWordsGoTogether() {
        TopicPrompt chess = topic("Elena", "");
        TopicPrompt boats = topic("Projekt Nord", "");
        List<TopicPrompt> topics = List.of(chess, boats);
        LabelledText[] confirmed = {
            labelled("The queen gives check to the black king.", chess),
            labelled("The hull of the sailing boat needs varnish.", boats)
        };
        List<DocumentText> waiting = List.of(
                document("Queen, king and bishop: check on the diagonal.", "en"),
                document("The king flees, the bishop takes the queen.", "en"),
                document("Check by the bishop, whose diagonal is open.", "en"),
                document("The sailing boat lost its mast, the hull leaks.", "en"),
                document("A new mast and shroud for the boat.", "en"),
                document("Varnish for hull, mast and rudder.", "en"));
        String sharesNoWordWithTheConfirmed = "The bishop rules the long diagonal.";

        assertThat(ask(sharesNoWordWithTheConfirmed, "en", topics, confirmed("1", confirmed))
                        .topics())
                .isEmpty();
        Classification answer =
                ask(sharesNoWordWithTheConfirmed, "en", topics, withWaiting(confirmed("2", confirmed), waiting));
        assertThat(best(answer)).isEqualTo(chess.id());
        assertThat(answer.topics().getFirst().words()).contains("bishop", "diagonal");
        assertThat(answer.topics().getFirst().evidence()).isEqualTo(sharesNoWordWithTheConfirmed);
    }

    @Test
    void letsADocumentThatWaitsNotSpeakForItself() {
        DocumentText strange = document("Zwetschgen, Quitten und Mirabellen einkochen.", "de");
        TrainingSet taught = withWaiting(
                confirmed("1", labelled(ELECTRICITY_BILL, INVOICES), labelled("Schadenfall gemeldet", INSURANCE)),
                List.of(strange));

        assertThat(provider.classify(new ClassificationRequest(OWNER, strange, HOUSEHOLD, taught))
                        .topics())
                .isEmpty();
    }

    @Test
    void givesLessWeightToWhatMostDocumentsSay() {
        TopicPrompt bank = topic("Bank", "");
        TopicPrompt club = topic("Verein", "");
        String text = "Unser Verein lädt ein. Bitte auf das Konto der Bank überweisen: IBAN, BIC, Sparkasse.";
        List<DocumentText> lettersWithAFooter = IntStream.range(0, 60)
                .mapToObj(i -> document("Brief w" + i + "x. Konto, Bank, IBAN, BIC, Sparkasse", "de"))
                .toList();

        assertThat(best(ask(text, "de", List.of(bank, club), TrainingSet.EMPTY)))
                .isEqualTo(bank.id());
        assertThat(best(ask(text, "de", List.of(bank, club), withWaiting(confirmed("1"), lettersWithAFooter))))
                .isEqualTo(club.id());
    }

    @Test
    void isNotSureOfATopicWithFewConfirmations() {
        TrainingSet few = confirmations(4);
        TrainingSet many = confirmations(12);

        assertThat(ask(ELECTRICITY_BILL, "de", HOUSEHOLD, few).topics().getFirst())
                .returns(INVOICES.id(), TopicScore::topicId)
                .satisfies(score -> assertThat(score.confidence()).isLessThan(0.9));
        assertThat(ask(ELECTRICITY_BILL, "de", HOUSEHOLD, many).topics().getFirst())
                .returns(INVOICES.id(), TopicScore::topicId)
                .satisfies(score -> assertThat(score.confidence()).isGreaterThan(0.9));
    }

    private static TrainingSet confirmations(int each) {
        LabelledText[] documents = IntStream.range(0, each)
                .boxed()
                .flatMap(i -> Stream.of(
                        labelled(ELECTRICITY_BILL + "Vorgang w" + i + "x", INVOICES),
                        labelled("Versicherungsschein Police Prämie Haftpflicht w" + i + "x", INSURANCE)))
                .toArray(LabelledText[]::new);
        return confirmed("each " + each, documents);
    }

    @Test
    void followsEachNewDecisionAtOnce() {
        TopicPrompt left = topic("Links", "");
        TopicPrompt right = topic("Rechts", "");
        List<TopicPrompt> topics = List.of(left, right);
        String text = "Die Wasserpumpe im Keller wurde am Montag ausgetauscht und entlüftet.";
        TrainingSet first = confirmed("1", labelled(text, left));
        TrainingSet second = confirmed("2", labelled(text, right));

        assertThat(best(ask(text, "de", topics, first))).isEqualTo(left.id());
        assertThat(best(ask(text, "de", topics, second))).isEqualTo(right.id());
    }

    @Test
    void doesNotRepeatWhatWasRefused() {
        DocumentText document = document(ELECTRICITY_BILL, "de");
        TrainingSet refused = confirmed("1", new LabelledText(document, Set.of(), Set.of(INVOICES.id())));
        assertThat(best(provider.classify(new ClassificationRequest(OWNER, document, HOUSEHOLD, TrainingSet.EMPTY))))
                .isEqualTo(INVOICES.id());

        assertThat(provider.classify(new ClassificationRequest(OWNER, document, HOUSEHOLD, refused))
                        .topics())
                .noneMatch(score -> score.topicId().equals(INVOICES.id()));
    }

    @Test
    void givesADocumentAllTheTopicsThatAlwaysGoTogether() {
        TopicPrompt parent = topic("Verein", "");
        TopicPrompt child = topic("Chorfahrt", "");
        TopicPrompt other = topic("Werkstatt", "");
        List<LabelledText> learnt = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            learnt.add(labelled(
                    "Abfahrt zum Chorwochenende, Noten für Sopran und Alt mitbringen, Probe " + i, parent, child));
            learnt.add(labelled("Ölwechsel und Bremsen, Zündkerzen und Reifen, Auftrag " + i, other));
        }
        Classification answer = ask(
                "Zum Chorwochenende bitte die Noten für den Sopran einpacken.",
                "de",
                List.of(parent, child, other),
                confirmed("1", learnt.toArray(LabelledText[]::new)));

        assertThat(answer.topics()).extracting(TopicScore::topicId).containsExactlyInAnyOrder(parent.id(), child.id());
    }

    @Test
    void namesNoTopicThatWasNotAskedFor() {
        TopicPrompt gone = topic("Strom", "");
        Classification answer = ask(
                ELECTRICITY_BILL, "de", List.of(INSURANCE, HEALTH), confirmed("1", labelled(ELECTRICITY_BILL, gone)));

        assertThat(answer.topics()).extracting(TopicScore::topicId).isSubsetOf(INSURANCE.id(), HEALTH.id());
    }

    @Test
    void needsBoundedTimeForAHugeText() {
        String huge = (ELECTRICITY_BILL + "x".repeat(5_000) + " ").repeat(2_000);

        Classification answer = assertTimeout(Duration.ofSeconds(30), () -> ask(huge, "de"));

        assertThat(best(answer)).isEqualTo(INVOICES.id());
        assertThat(huge).contains(answer.topics().getFirst().evidence());
    }

    @Test
    void learnsMoreThanAThousandDocumentsInBoundedTime() {
        List<LabelledText> learnt = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            TopicPrompt topic = HOUSEHOLD.get(i % HOUSEHOLD.size());
            learnt.add(labelled(topic.name() + " Nummer w" + i % 97 + "x " + ELECTRICITY_BILL, topic));
        }
        TrainingSet many = confirmed("many", learnt.toArray(LabelledText[]::new));

        Classification answer =
                assertTimeout(Duration.ofSeconds(60), () -> ask("Versicherung Nummer", "de", HOUSEHOLD, many));

        assertThat(best(answer)).isEqualTo(INSURANCE.id());
    }

    @Test
    void answersTheSameAgain() {
        TrainingSet taught =
                confirmed("1", labelled(ELECTRICITY_BILL, INVOICES), labelled("Schadenfall gemeldet", INSURANCE));
        Classification answer = ask(ELECTRICITY_BILL, "de", HOUSEHOLD, taught);

        assertThat(new BuiltInProvider().classify(request(ELECTRICITY_BILL, "de", HOUSEHOLD, taught)))
                .isEqualTo(answer);
    }

    @Test
    void isAlwaysThere() {
        assertThat(provider.healthCheck().available()).isTrue();
        assertThat(provider.local()).isTrue();
    }

    private Classification ask(String text, @Nullable String language) {
        return ask(text, language, HOUSEHOLD, TrainingSet.EMPTY);
    }

    private Classification ask(
            String text, @Nullable String language, List<TopicPrompt> topics, TrainingSet trainingSet) {
        return provider.classify(request(text, language, topics, trainingSet));
    }

    private static ClassificationRequest request(
            String text, @Nullable String language, List<TopicPrompt> topics, TrainingSet trainingSet) {
        return new ClassificationRequest(OWNER, document(text, language), topics, trainingSet);
    }

    private static @Nullable UUID best(Classification answer) {
        return answer.topics().isEmpty() ? null : answer.topics().getFirst().topicId();
    }

    private static TopicPrompt topic(String name, String description) {
        return new TopicPrompt(UUID.nameUUIDFromBytes(name.getBytes(UTF_8)), name, description, List.of(), List.of());
    }

    private static DocumentText document(String text, @Nullable String language) {
        return new DocumentText(UUID.nameUUIDFromBytes(text.getBytes(UTF_8)), "Scan", "scan.pdf", language, text);
    }

    private static LabelledText labelled(String text, TopicPrompt... topics) {
        Set<UUID> ids = Arrays.stream(topics).map(TopicPrompt::id).collect(Collectors.toSet());
        return new LabelledText(document(text, null), ids, Set.of());
    }

    private static TrainingSet confirmed(String version, LabelledText... documents) {
        return new TrainingSet() {
            @Override
            public String version() {
                return version;
            }

            @Override
            public Stream<LabelledText> documents() {
                return Arrays.stream(documents);
            }
        };
    }

    private static TrainingSet withWaiting(TrainingSet decided, List<DocumentText> waiting) {
        return new TrainingSet() {
            @Override
            public String version() {
                return decided.version();
            }

            @Override
            public Stream<LabelledText> documents() {
                return decided.documents();
            }

            @Override
            public Stream<DocumentText> undecided() {
                return waiting.stream();
            }
        };
    }
}
