package io.docuvault.documents;

import io.docuvault.documents.DocumentSummary.Problem;
import io.docuvault.documents.DocumentWriter.Description;
import io.docuvault.documents.DocumentWriter.Reading;
import io.docuvault.documents.DocumentWriter.Stored;
import io.docuvault.extraction.Extraction;
import io.docuvault.extraction.Extraction.Extracted;
import io.docuvault.extraction.Extraction.Quarantined;
import io.docuvault.extraction.Thumbnail;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.Jobs;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Writes down what reading a document has brought. What a person has chosen stays as it is. */
@Component
class ExtractionResults {

    private static final String UNKNOWN_TYPE = "application/octet-stream";
    private static final int LONGEST_AUTHOR = 200;

    private final DocumentWriter writer;
    private final SearchIndex index;
    private final Jobs jobs;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;

    ExtractionResults(
            DocumentWriter writer, SearchIndex index, Jobs jobs, ApplicationEventPublisher publisher, Clock clock) {
        this.writer = writer;
        this.index = index;
        this.jobs = jobs;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Keeps the results if this attempt of the job still counts and the document is still there. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(Job job, Extraction extraction) {
        jobs.requireLease(job);
        writer.lock(job.ownerId(), job.requireSubject()).ifPresent(document -> {
            switch (extraction) {
                case Extracted extracted -> keep(job.ownerId(), document, extracted);
                case Quarantined quarantined ->
                    writer.end(
                            job.ownerId(),
                            document.id(),
                            DocumentStatus.QUARANTINED,
                            new Problem(quarantined.code(), quarantined.reason()));
            }
        });
    }

    private void keep(UUID owner, Stored document, Extracted extracted) {
        Problem problem = problem(document, extracted);
        Description before = document.description();
        String readTitle = Titles.of(extracted.title(), document.name());
        String title = before.titleChosen() ? before.title() : readTitle;
        keepThumbnail(owner, document.id(), extracted.thumbnail());
        writer.read(
                owner,
                document.id(),
                new Reading(
                        problem == null ? DocumentStatus.READY : DocumentStatus.NEEDS_TEXT,
                        problem == null ? DocumentStep.CLASSIFY : null,
                        problem,
                        extracted.mediaType().equals(UNKNOWN_TYPE) ? document.mediaType() : extracted.mediaType(),
                        title,
                        readTitle,
                        before.dateChosen() ? before.date() : date(extracted.text()),
                        extracted.pages(),
                        extracted.language(),
                        author(extracted.author()),
                        extracted.metadata(),
                        extracted.text().length(),
                        extracted.thumbnail() != null));
        Heading heading = Heading.of(title, document.name(), before.correspondent(), before.summary());
        index.replace(owner, document.id(), heading, extracted.language(), extracted.text());
        if (problem == null) {
            publisher.publishEvent(new DocumentTextReady(owner, document.id()));
        }
    }

    private void keepThumbnail(UUID owner, UUID document, @Nullable Thumbnail thumbnail) {
        if (thumbnail == null) {
            writer.deleteThumbnail(owner, document);
        } else {
            writer.putThumbnail(owner, document, Thumbnail.MEDIA_TYPE, thumbnail.bytes());
        }
    }

    private static @Nullable Problem problem(Stored document, Extracted extracted) {
        if (!extracted.text().isBlank()) {
            return null;
        }
        if (document.size() == 0) {
            return new Problem("empty_file", "The file is empty.");
        }
        return extracted.ocrMissing()
                ? new Problem("ocr_missing", "This is a picture, and the server can't read text in pictures.")
                : new Problem("no_text", "There is no text in this file.");
    }

    private @Nullable LocalDate date(String text) {
        return DocumentDates.find(text, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                .orElse(null);
    }

    private static @Nullable String author(@Nullable String author) {
        return author == null || author.isBlank() ? null : FileNames.cut(FileNames.display(author), LONGEST_AUTHOR);
    }
}
