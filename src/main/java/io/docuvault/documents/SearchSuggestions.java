package io.docuvault.documents;

import java.util.List;
import java.util.UUID;

/** What may be meant while somebody is typing. */
record SearchSuggestions(List<Document> documents, List<Topic> topics) {

    record Document(UUID id, String title, String kind) {}

    record Topic(UUID id, String name) {}
}
