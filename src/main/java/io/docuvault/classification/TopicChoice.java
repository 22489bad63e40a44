package io.docuvault.classification;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which topics a model is offered where there are more than it can be offered. */
final class TopicChoice {

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private TopicChoice() {}

    /** Those whose words occur in the document, most of them first; in the order in which they were given. */
    static List<TopicPrompt> likeliest(List<TopicPrompt> topics, DocumentText document, int most) {
        Set<String> words = words(document.title() + " " + document.fileName() + " " + TextExcerpt.of(document.text()));
        Set<TopicPrompt> chosen = topics.stream()
                .sorted(Comparator.comparingLong((TopicPrompt topic) -> shared(topic, words))
                        .reversed())
                .limit(most)
                .collect(Collectors.toSet());
        return topics.stream().filter(chosen::contains).toList();
    }

    private static long shared(TopicPrompt topic, Set<String> words) {
        String told = Stream.concat(Stream.of(topic.name(), topic.description()), topic.aliases().stream())
                .collect(Collectors.joining(" "));
        return words(told).stream().filter(words::contains).count();
    }

    private static Set<String> words(String text) {
        return NO_WORD.splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() > 2)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
