package io.docuvault.classification;

import io.docuvault.classification.ProviderException.Reason;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is left of a model's answer when nothing of it is believed: ids that were asked about, quotes that are in the
 * text, dates that are dates, lines of plain text.
 */
final class Answers {

    private static final int MOST_TOPICS = 5;
    private static final int MOST_PROPOSALS = 3;
    private static final int MOST_NAME = 60;
    /** Below this an answer is more often a nuisance than a help to somebody who reviews it. */
    private static final double WORTH_SAYING = 0.25;
    /** Nobody is surer than this whose quote is made up. */
    private static final double WITHOUT_EVIDENCE = 0.5;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(20).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private Answers() {}

    static Classification classification(
            String model, String answer, List<TopicPrompt> offered, ClassificationRequest request, TokenUsage usage) {
        JsonNode root = object(answer);
        Quotes quotes = new Quotes(request.document().text());
        return new Classification(
                model,
                topics(list(root, "topics"), offered, quotes),
                new DocumentFacts(
                        PlainText.line(text(root, "title"), 120),
                        date(text(root, "document_date")),
                        PlainText.line(text(root, "correspondent"), 100),
                        PlainText.line(text(root, "summary"), 300)),
                proposals(list(root, "proposals"), request.topics(), quotes),
                usage);
    }

    static List<TopicProposal> proposals(String answer, ClassificationRequest request) {
        return proposals(
                list(object(answer), "proposals"),
                request.topics(),
                new Quotes(request.document().text()));
    }

    private static List<TopicScore> topics(JsonNode answered, List<TopicPrompt> offered, Quotes quotes) {
        Set<String> ids = new HashSet<>();
        offered.forEach(topic -> ids.add(topic.id().toString()));
        List<TopicScore> topics = new ArrayList<>();
        for (JsonNode each : answered) {
            JsonNode confidence = each.path("confidence");
            // Letter for letter, so that no spelling of an id gets past the enumeration; and each once.
            if (confidence.isNumber() && ids.remove(text(each, "id"))) {
                String evidence = quotes.find(text(each, "evidence")).orElse("");
                double sure = Math.clamp(confidence.asDouble(), 0, evidence.isEmpty() ? WITHOUT_EVIDENCE : 1);
                if (sure >= WORTH_SAYING) {
                    topics.add(new TopicScore(UUID.fromString(text(each, "id")), sure, evidence, List.of()));
                }
            }
        }
        topics.sort(Comparator.comparingDouble(TopicScore::confidence).reversed());
        return topics.stream().limit(MOST_TOPICS).toList();
    }

    /** Only with a reason that is in the text, and none that the owner has already. */
    private static List<TopicProposal> proposals(JsonNode answered, List<TopicPrompt> existing, Quotes quotes) {
        Set<String> taken = new HashSet<>();
        for (TopicPrompt topic : existing) {
            taken.add(TopicText.key(topic.name()));
            topic.aliases().forEach(alias -> taken.add(TopicText.key(alias)));
        }
        List<TopicProposal> proposals = new ArrayList<>();
        for (JsonNode each : answered) {
            String name = PlainText.line(text(each, "name"), MOST_NAME);
            String evidence = quotes.find(text(each, "evidence")).orElse("");
            if (name != null
                    && !evidence.isEmpty()
                    && proposals.size() < MOST_PROPOSALS
                    && taken.add(TopicText.key(name))) {
                proposals.add(new TopicProposal(name, evidence));
            }
        }
        return proposals;
    }

    private static @Nullable LocalDate date(String text) {
        try {
            LocalDate date = LocalDate.parse(text.strip());
            return date.getYear() >= 1500 && date.getYear() <= 2199 ? date : null;
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static JsonNode object(String answer) {
        try {
            JsonNode root = JSON.readTree(unfenced(answer));
            if (root != null && root.isObject()) {
                return root;
            }
        } catch (JacksonException _) {
            // Its message would quote the answer, and that the document.
        }
        throw unusable();
    }

    /** Small models put their JSON into a block of code, though nobody asked for one. */
    private static String unfenced(String answer) {
        String stripped = answer.strip();
        if (stripped.startsWith("```") && stripped.endsWith("```") && stripped.indexOf('\n') > 0) {
            return stripped.substring(stripped.indexOf('\n'), stripped.length() - 3);
        }
        return stripped;
    }

    private static JsonNode list(JsonNode root, String name) {
        JsonNode list = root.path(name);
        if (!list.isArray()) {
            throw unusable();
        }
        return list;
    }

    private static String text(JsonNode node, String name) {
        JsonNode text = node.path(name);
        return text.isString() ? text.stringValue() : "";
    }

    private static ProviderException unusable() {
        return new ProviderException(
                Reason.UNUSABLE_ANSWER, "wrong_schema", "The model did not answer in the form that it was asked for.");
    }
}
