package io.docuvault.documents;

import java.util.UUID;

/** A person has confirmed or rejected topics of documents. Published inside the transaction that does it. */
public record TopicsDecided(UUID ownerId) {}
