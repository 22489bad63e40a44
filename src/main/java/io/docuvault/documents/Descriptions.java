package io.docuvault.documents;

import io.docuvault.documents.DocumentWriter.Description;
import io.docuvault.documents.DocumentWriter.Stored;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What a document is called, whose it is and what it is about. What a person has chosen stays. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class Descriptions {

    private final DocumentWriter writer;
    private final SearchIndex index;

    Descriptions(DocumentWriter writer, SearchIndex index) {
        this.writer = writer;
        this.index = index;
    }

    /**
     * Takes over what a model states where no person has chosen; where it does not know, what was there stays.
     *
     * @return false if there is no such document any more
     */
    public boolean describe(UUID owner, UUID document, StatedFacts facts) {
        return writer.lock(owner, document)
                .map(stored -> {
                    put(owner, stored, described(stored, facts));
                    return true;
                })
                .orElse(false);
    }

    /** Writes what is new, and lets search know. */
    void put(UUID owner, Stored document, Description description) {
        if (description.equals(document.description())) {
            return;
        }
        writer.describe(owner, document.id(), description);
        Heading heading = description.heading(document.name());
        if (!heading.equals(document.description().heading(document.name()))) {
            index.retitle(owner, document.id(), heading, document.language());
        }
    }

    private static Description described(Stored document, StatedFacts facts) {
        Description now = document.description();
        String title = facts.title();
        LocalDate date = facts.documentDate();
        return new Description(
                now.titleChosen() || title == null || !Titles.isSensible(title) ? now.title() : Titles.oneLine(title),
                now.titleChosen(),
                now.dateChosen() || date == null ? now.date() : date,
                now.dateChosen(),
                now.correspondentChosen() ? now.correspondent() : either(facts.correspondent(), now.correspondent()),
                now.correspondentChosen(),
                either(facts.summary(), now.summary()));
    }

    private static @Nullable String either(@Nullable String stated, @Nullable String before) {
        return stated == null || stated.isBlank() ? before : Titles.oneLine(stated);
    }
}
