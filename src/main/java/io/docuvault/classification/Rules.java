package io.docuvault.classification;

import io.docuvault.documents.DocumentSummary;
import io.docuvault.documents.DocumentTexts;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.Documents;
import io.docuvault.documents.ReadDocument;
import io.docuvault.documents.RuleLabel;
import io.docuvault.documents.Suggestions;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** A user's own rules. They work before any provider is asked and besides it, and nothing leaves the server for them. */
@Service
class Rules {

    static final int MOST_OF_A_TOPIC = 100;
    static final int MOST = 500;
    /** Of a longer text the rest is not looked at. */
    static final int MOST_TEXT = 100_000;

    private static final int PREVIEWED = 1_000;
    private static final int EXAMPLES = 5;
    private static final int BATCH = 50;

    private final RuleRepository repository;
    private final Documents documents;
    private final DocumentTexts texts;
    private final DocumentTopics documentTopics;
    private final Suggestions suggestions;
    private final Jobs jobs;
    private final Clock clock;

    Rules(
            RuleRepository repository,
            Documents documents,
            DocumentTexts texts,
            DocumentTopics documentTopics,
            Suggestions suggestions,
            Jobs jobs,
            Clock clock) {
        this.repository = repository;
        this.documents = documents;
        this.texts = texts;
        this.documentTopics = documentTopics;
        this.suggestions = suggestions;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** What is to become of a rule; null leaves it as it is, where there is one. */
    record Wanted(
            Rule.@Nullable Field field,
            Rule.@Nullable Match match,
            @Nullable String pattern,
            Rule.@Nullable Action action) {}

    /** A document that a rule would find, and where. */
    record Example(DocumentSummary document, String passage) {}

    /**
     * What a rule would find.
     *
     * @param documents how many of the newest documents
     */
    record Preview(int documents, List<Example> examples) {}

    /** What the rules say about a document, and which of them say it. */
    record Found(List<RuleLabel> labels, Map<UUID, Set<UUID>> rulesByTopic) {

        private static final Found NOTHING = new Found(List.of(), Map.of());
    }

    /** All of a topic's, on one page. */
    @Transactional(readOnly = true)
    public Page<Rule> list(UUID owner, UUID topic) {
        requireTopic(owner, topic);
        return new Page<>(repository.of(owner, topic), null);
    }

    @Transactional
    public Rule create(UUID owner, UUID topic, Wanted wanted) {
        documentTopics.holdDecisions(owner);
        requireTopic(owner, topic);
        if (repository.of(owner, topic).size() >= MOST_OF_A_TOPIC || repository.count(owner) >= MOST) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "There are " + MOST_OF_A_TOPIC + " rules of this topic already, or " + MOST + " in all.");
        }
        Rule rule = new Rule(
                Ids.next(),
                topic,
                required("field", wanted.field()),
                required("match", wanted.match()),
                required("pattern", wanted.pattern()),
                required("action", wanted.action()),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                0);
        return save(owner, rule);
    }

    @Transactional
    public Rule change(UUID owner, UUID topic, UUID id, Wanted wanted) {
        documentTopics.holdDecisions(owner);
        Rule rule = repository.find(owner, topic, id).orElseThrow(ProblemException::notFound);
        return save(
                owner,
                new Rule(
                        id,
                        topic,
                        wanted.field() == null ? rule.field() : wanted.field(),
                        wanted.match() == null ? rule.match() : wanted.match(),
                        wanted.pattern() == null ? rule.pattern() : wanted.pattern(),
                        wanted.action() == null ? rule.action() : wanted.action(),
                        rule.createdAt(),
                        rule.hits()));
    }

    private Rule save(UUID owner, Rule rule) {
        // Said before it is stored, if it is wrong.
        RulePattern.of(rule.field(), rule.match(), rule.pattern());
        repository.save(owner, rule);
        return rule;
    }

    @Transactional
    public void delete(UUID owner, UUID topic, UUID id) {
        if (!repository.delete(owner, topic, id)) {
            throw ProblemException.notFound();
        }
    }

    private void requireTopic(UUID owner, UUID topic) {
        if (!repository.topicExists(owner, topic)) {
            throw ProblemException.notFound();
        }
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw ProblemException.invalid(field, "not_null", "This is missing.");
        }
        return value;
    }

    /** What a rule would find among the newest documents. */
    @Transactional(readOnly = true)
    public Preview preview(UUID owner, UUID topic, Wanted wanted) {
        requireTopic(owner, topic);
        RulePattern pattern = RulePattern.of(
                required("field", wanted.field()),
                required("match", wanted.match()),
                required("pattern", wanted.pattern()));
        List<UUID> newest = texts.newest(owner, PREVIEWED);
        int found = 0;
        Map<UUID, String> examples = new HashMap<>();
        List<UUID> shown = new ArrayList<>();
        for (int from = 0; from < newest.size(); from += BATCH) {
            List<UUID> batch = newest.subList(from, Math.min(newest.size(), from + BATCH));
            Map<UUID, String> senders = texts.senders(owner, batch);
            for (ReadDocument document : texts.read(owner, batch)) {
                String passage = pattern.find(text(document, senders.get(document.id()), document.text()))
                        .orElse(null);
                if (passage != null) {
                    found++;
                    if (shown.size() < EXAMPLES) {
                        shown.add(document.id());
                        examples.put(document.id(), passage);
                    }
                }
            }
        }
        return new Preview(
                found,
                documents.summaries(owner, shown).stream()
                        .map(document -> new Example(document, examples.getOrDefault(document.id(), "")))
                        .toList());
    }

    private static RuleText text(ReadDocument document, @Nullable String sender, String text) {
        return new RuleText(sender, document.title(), document.name(), text);
    }

    /** What the owner's rules say about each of these documents. */
    @Transactional(readOnly = true)
    public Map<UUID, Found> find(UUID owner, Collection<ReadDocument> read) {
        List<Expression> expressions = repository.all(owner).stream()
                .map(rule -> new Expression(rule, RulePattern.of(rule.field(), rule.match(), rule.pattern())))
                .toList();
        if (expressions.isEmpty()) {
            return read.stream().collect(Collectors.toMap(ReadDocument::id, _ -> Found.NOTHING));
        }
        List<UUID> ids = read.stream().map(ReadDocument::id).toList();
        Map<UUID, String> senders = texts.senders(owner, ids);
        Map<UUID, String> beginnings = texts.beginnings(owner, ids, MOST_TEXT);
        return read.stream()
                .collect(Collectors.toMap(
                        ReadDocument::id,
                        document -> find(
                                expressions,
                                text(
                                        document,
                                        senders.get(document.id()),
                                        beginnings.getOrDefault(document.id(), "")))));
    }

    private record Expression(Rule rule, RulePattern pattern) {}

    private static Found find(List<Expression> expressions, RuleText text) {
        Map<UUID, RuleLabel> labels = new HashMap<>();
        Map<UUID, Set<UUID>> byTopic = new HashMap<>();
        for (Expression expression : expressions) {
            Rule rule = expression.rule();
            expression.pattern().find(text).ifPresent(passage -> {
                byTopic.computeIfAbsent(rule.topicId(), _ -> new HashSet<>()).add(rule.id());
                RuleLabel label = new RuleLabel(rule.topicId(), passage, rule.action() == Rule.Action.FILE);
                // One that files says more than one that suggests.
                labels.merge(rule.topicId(), label, (one, other) -> one.file() || !other.file() ? one : other);
            });
        }
        return new Found(List.copyOf(labels.values()), byTopic);
    }

    /** Does what they say about a document that has just been read. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void apply(UUID owner, UUID document, Found found) {
        count(owner, found, suggestions.byRules(owner, document, found.labels()));
    }

    /** Does what they say about documents that have been here, as part of the batch that is being recorded. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void applyAtOnce(UUID owner, Map<UUID, Found> found) {
        found.forEach((document, of) -> count(owner, of, suggestions.byRulesAtOnce(owner, document, of.labels())));
    }

    private void count(UUID owner, Found found, Set<UUID> changed) {
        if (changed.isEmpty()) {
            return;
        }
        repository.countHits(
                owner,
                found.rulesByTopic().entrySet().stream()
                        .filter(entry -> changed.contains(entry.getKey()))
                        .flatMap(entry -> entry.getValue().stream())
                        .collect(Collectors.toSet()));
    }

    /** Has a job look through all of the owner's documents with all of their rules. */
    @Transactional
    public void applyToAll(UUID owner) {
        jobs.enqueueUnlessWaiting(new NewJob(ApplyRulesJob.KIND, owner, null), Duration.ZERO);
    }
}
