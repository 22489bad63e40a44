package io.docuvault.extraction.child;

import io.docuvault.extraction.Extraction.Quarantined;
import org.apache.tika.metadata.Metadata;

/** What Tika made of a file. */
sealed interface Parsed {

    /** Read to the end, or not {@code complete}: a limit or damage ended the reading early. */
    record Content(String text, boolean complete, String mediaType, Metadata metadata) implements Parsed {}

    record Refused(Quarantined reason) implements Parsed {}
}
