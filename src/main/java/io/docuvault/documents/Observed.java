package io.docuvault.documents;

/** A suggestion that a person decided about: how sure it was, and whether it was right. */
public record Observed(double confidence, boolean accepted) {}
