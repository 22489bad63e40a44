package io.docuvault.portability;

import io.docuvault.classification.TopicImports;
import io.docuvault.classification.TopicImports.ImportedTopic;
import io.docuvault.shared.ProblemException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** Topics of an archive; one that can't be taken keeps neither the others nor the documents. */
@Component
class ImportedTopics {

    private final TopicImports topics;

    ImportedTopics(TopicImports topics) {
        this.topics = topics;
    }

    Optional<UUID> take(UUID owner, ImportedTopic topic, Consumer<String> problems) {
        try {
            return Optional.of(topics.topic(owner, topic));
        } catch (ProblemException e) {
            problems.accept("The topic %s: %s".formatted(String.join(" / ", topic.path()), e.getMessage()));
            return Optional.empty();
        } catch (DataIntegrityViolationException _) {
            problems.accept("The topic %s has a value that can't be kept.".formatted(String.join(" / ", topic.path())));
            return Optional.empty();
        }
    }
}
