package io.docuvault.documents;

import io.docuvault.accounts.Quotas;
import io.docuvault.documents.DocumentWriter.Deleted;
import io.docuvault.documents.DocumentWriter.Description;
import io.docuvault.documents.DocumentWriter.Stored;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What an owner does to documents, one or many at once; each call is one transaction. */
@Service
@Transactional
class DocumentChanges {

    private final DocumentWriter writer;
    private final DocumentTopics topics;
    private final Descriptions descriptions;
    private final Quotas quotas;
    private final Jobs jobs;
    private final ApplicationEventPublisher publisher;

    DocumentChanges(
            DocumentWriter writer,
            DocumentTopics topics,
            Descriptions descriptions,
            Quotas quotas,
            Jobs jobs,
            ApplicationEventPublisher publisher) {
        this.writer = writer;
        this.topics = topics;
        this.descriptions = descriptions;
        this.quotas = quotas;
        this.jobs = jobs;
        this.publisher = publisher;
    }

    /**
     * What a person changes of a document; null leaves it as it is.
     *
     * @param date supplies the new date, or null to have none
     * @param correspondent the same of who it is from
     */
    record Change(
            @Nullable String title,
            @Nullable Supplier<@Nullable LocalDate> date,
            @Nullable Supplier<@Nullable String> correspondent,
            @Nullable List<UUID> topics) {}

    /** @param version that the person has seen; null if it does not matter */
    void change(UUID owner, UUID id, @Nullable Long version, Change change) {
        if (change.topics() != null) {
            // Decisions about topics are locked before documents, as everywhere.
            topics.countDecision(owner);
        }
        Stored document = writer.lock(owner, id).orElseThrow(ProblemException::notFound);
        if (version != null && version != document.version()) {
            throw new ProblemException(ErrorCode.STALE, "The document has been changed meanwhile.");
        }
        descriptions.put(owner, document, described(document.description(), change));
        if (change.topics() != null) {
            topics.setConfirmed(owner, id, change.topics());
        }
    }

    private static Description described(Description now, Change change) {
        return new Description(
                change.title() == null ? now.title() : Titles.oneLine(change.title()),
                now.titleChosen() || change.title() != null,
                change.date() == null ? now.date() : change.date().get(),
                now.dateChosen() || change.date() != null,
                change.correspondent() == null
                        ? now.correspondent()
                        : change.correspondent().get(),
                now.correspondentChosen() || change.correspondent() != null,
                now.summary());
    }

    List<UUID> trash(UUID owner, Collection<UUID> ids) {
        topics.countDecision(owner);
        return writer.trash(owner, ids);
    }

    List<UUID> restore(UUID owner, Collection<UUID> ids) {
        topics.countDecision(owner);
        return writer.restore(owner, ids);
    }

    /** Deletes documents in the trash for good; a job removes their bytes. */
    List<UUID> delete(UUID owner, Collection<UUID> ids) {
        topics.countDecision(owner);
        List<Deleted> deleted = writer.delete(owner, ids);
        if (!deleted.isEmpty()) {
            quotas.free(owner, deleted.stream().mapToLong(Deleted::size).sum());
            jobs.enqueue(new NewJob(PurgeJob.KIND, owner, null, Map.of()));
        }
        return deleted.stream().map(Deleted::id).toList();
    }

    /** Reads documents again that could not be read. */
    List<UUID> retry(UUID owner, Collection<UUID> ids) {
        List<UUID> waiting = writer.startReading(owner, ids);
        waiting.forEach(id -> jobs.enqueue(new NewJob(ExtractJob.KIND, owner, id, Map.of())));
        return waiting;
    }

    List<UUID> reclassify(UUID owner, Collection<UUID> ids) {
        List<UUID> waiting = writer.startClassifying(owner, ids);
        waiting.forEach(id -> publisher.publishEvent(new DocumentTextReady(owner, id)));
        return waiting;
    }

    Collection<UUID> addTopic(UUID owner, Collection<UUID> ids, UUID topic) {
        return topics.add(owner, ids, topic);
    }

    Collection<UUID> removeTopic(UUID owner, Collection<UUID> ids, UUID topic) {
        return topics.remove(owner, ids, topic);
    }
}
