package io.docuvault.classification.builtin;

import io.docuvault.classification.TopicPrompt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Makes papers of a household up. What is asked about is written with other lines than what was learnt; all share
 * their boilerplate; most hold a line or two that belongs to another topic; many were badly scanned.
 */
final class PaperGenerator {

    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2}");
    private static final String ANY = "*";
    private static final List<String> LANGUAGES = 
            List.of(System.getProperty("bench.languages", "en,de,fr").split(",", -1));
    private static final List<String> PERSONS =
            List.of("Miller", "Weber", "Moreau", "Keller", "Novak", "Garnier", "Ozturk", "Lindqvist", "Bauer", "Shah");
    private static final List<String> PLACES =
            List.of("Lyon", "Bremen", "Leeds", "Graz", "Nantes", "Basel", "Cardiff", "Ulm", "Lille", "Kiel");
    private static final List<String> COMPANIES =
            List.of("Nordlicht GmbH", "Brook & Sons Ltd", "Arvida SARL", "Hansen AG", "Lumen SA", "Tabor KG");

    /** topic, language -> lines */
    private static final Map<String, Map<String, List<String>>> LINES = new TreeMap<>();

    private static final List<TopicPrompt> TOPICS = new ArrayList<>();

    static {
        read();
    }

    private final Random random;

    private PaperGenerator(Random random) {
        this.random = random;
    }

    static List<TopicPrompt> topics() {
        return List.copyOf(TOPICS);
    }

    /** Some papers of each topic, either of those to learn from or of those to ask about. */
    static List<Sample> papers(int seed, int perTopic, boolean learnt) {
        Random random = new Random(seed * 2L + (learnt ? 1 : 0));
        PaperGenerator generator = new PaperGenerator(random);
        List<Sample> papers = new ArrayList<>();
        for (TopicPrompt topic : TOPICS) {
            for (int i = 0; i < perTopic; i++) {
                String text = generator.paper(topic.name(), LANGUAGES.get(random.nextInt(LANGUAGES.size())), learnt);
                papers.add(new Sample(topic.name(), ClassifierBench.document(text)));
            }
        }
        return papers;
    }

    private String paper(String topic, String language, boolean learnt) {
        List<String> lines = new ArrayList<>();
        lines.addAll(some(lines(topic, language, learnt), 2 + random.nextInt(2)));
        lines.addAll(some(LINES.getOrDefault(ANY, Map.of()).getOrDefault(language, List.of()), 3 + random.nextInt(4)));
        for (int i = random.nextInt(3); i > 0; i--) {
            String other = TOPICS.get(random.nextInt(TOPICS.size())).name();
            lines.addAll(some(lines(other, language, learnt), 1));
        }
        Collections.shuffle(lines, random);
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(fill(line)).append('\n'));
        return random.nextInt(5) < 2 ? badlyScanned(text) : text.toString();
    }

    private static List<String> lines(String topic, String language, boolean learnt) {
        List<String> all = LINES.getOrDefault(topic, Map.of()).getOrDefault(language, List.of());
        List<String> lines = new ArrayList<>(all.subList(0, 4));
        lines.addAll(learnt ? all.subList(4, 6) : all.subList(6, 8));
        return lines;
    }

    private List<String> some(List<String> lines, int count) {
        List<String> shuffled = new ArrayList<>(lines);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(count, shuffled.size()));
    }

    private String fill(String line) {
        String filled = line.replace("{p}", one(PERSONS)).replace("{o}", one(PLACES)).replace("{c}", one(COMPANIES));
        while (filled.contains("{")) {
            filled = filled.replaceFirst("\\{n}", String.valueOf(10_000 + random.nextInt(900_000)))
                    .replaceFirst("\\{a}", random.nextInt(2_000) + "," + (10 + random.nextInt(90)) + " EUR")
                    .replaceFirst("\\{d}", (1 + random.nextInt(28)) + ".0" + (1 + random.nextInt(9)) + ".2025");
        }
        return filled;
    }

    private String one(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Letters that are taken for others, and words that fall apart. */
    private String badlyScanned(StringBuilder text) {
        String taken = "lieoscnmugB5";
        String read = "1lcc5eirrvq8S";
        for (int i = 0; i < text.length(); i++) {
            if (random.nextInt(100) < 4) {
                int letter = taken.indexOf(text.charAt(i));
                if (letter >= 0) {
                    text.setCharAt(i, read.charAt(letter));
                } else if (random.nextInt(4) == 0) {
                    text.insert(i, ' ');
                }
            }
        }
        return text.toString();
    }

    private static void read() {
        try (InputStream resource = PaperGenerator.class.getResourceAsStream("/papers.txt")) {
            String all = new String(Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8);
            Map<String, List<String>> topic = new HashMap<>();
            List<String> lines = new ArrayList<>();
            for (String line : all.lines().toList()) {
                if (line.startsWith("= ")) {
                    topic = new HashMap<>();
                    addTopic(line.substring(2).split(" \\| ", 2), topic);
                } else if (LANGUAGE.matcher(line).matches()) {
                    lines = new ArrayList<>();
                    topic.put(line, lines);
                } else if (!line.startsWith("#")) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addTopic(String[] words, Map<String, List<String>> lines) {
        LINES.put(words[0], lines);
        if (!words[0].equals(ANY)) {
            UUID id = UUID.nameUUIDFromBytes(words[0].getBytes(StandardCharsets.UTF_8));
            TOPICS.add(new TopicPrompt(id, words[0], words[1], List.of(), List.of()));
        }
    }
}
