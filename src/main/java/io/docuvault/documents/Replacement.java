package io.docuvault.documents;

import java.util.List;
import java.util.UUID;

/**
 * What is to become of a document's suggestions.
 *
 * @param run that says so
 * @param put suggestions that are new, or surer or less sure than before
 * @param removed topics that are no longer suggested
 */
public record Replacement(UUID document, UUID run, List<Suggestion> put, List<UUID> removed) {}
