package io.docuvault.classification;

import org.jspecify.annotations.Nullable;

/** What rules look at of a document. */
record RuleText(@Nullable String sender, String title, String fileName, String text) {}
