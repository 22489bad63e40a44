package io.docuvault.documents;

import java.util.UUID;

/**
 * A document has text that may be classified. Published inside the transaction that makes it so; a listener may enqueue
 * a job there and nothing more.
 */
public record DocumentTextReady(UUID ownerId, UUID documentId) {}
