package io.docuvault.classification.builtin;

import io.docuvault.classification.DocumentText;

/** A document whose topic is known. */
record Sample(String topic, DocumentText document) {}
