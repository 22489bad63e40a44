package io.docuvault.documents;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The live event {@code document}. */
record DocumentChanged(
        UUID id, DocumentStatus status, @Nullable DocumentStep step) {}
