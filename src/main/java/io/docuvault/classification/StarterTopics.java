package io.docuvault.classification;

import io.docuvault.shared.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Topics offered to somebody who has none yet, from {@code starter-topics.json}. */
@Component
class StarterTopics {

    private static final String DEFAULT_LANGUAGE = "en";

    /** A topic on offer, in one language. */
    record Starter(String key, String name, String description, String color) {}

    private record Entry(String key, String color, Map<String, Words> words) {

        Words in(String language) {
            Words own = words.get(language);
            return own == null ? words.getOrDefault(DEFAULT_LANGUAGE, Words.NONE) : own;
        }
    }

    private record Words(String name, String description, List<String> aliases) {
        static final Words NONE = new Words("", "", List.of());
    }

    private final List<Entry> entries;

    StarterTopics(JsonMapper json) {
        try (InputStream file = new ClassPathResource("starter-topics.json").getInputStream()) {
            this.entries = json.readValue(file, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param language ISO 639-1, also with a region; English stands in for what there is not */
    List<Starter> in(String language) {
        String spoken = primary(language);
        return entries.stream()
                .map(entry -> new Starter(
                        entry.key(), entry.in(spoken).name(), entry.in(spoken).description(), entry.color()))
                .toList();
    }

    List<NewTopic> choose(String language, List<String> keys) {
        String spoken = primary(language);
        List<String> known = entries.stream().map(Entry::key).toList();
        if (!known.containsAll(keys)) {
            throw ProblemException.invalid("keys", "unknown_key", "There is no such starter topic.");
        }
        return entries.stream()
                .filter(entry -> keys.contains(entry.key()))
                .map(entry -> newTopic(entry, entry.in(spoken)))
                .toList();
    }

    private static NewTopic newTopic(Entry entry, Words words) {
        return new NewTopic(words.name(), null, words.description(), entry.color(), List.copyOf(words.aliases()), null);
    }

    private static String primary(String language) {
        return language.split("[-_]", 2)[0];
    }
}
