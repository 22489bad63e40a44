package io.docuvault.shared;

/**
 * An origin besides our own that our pages talk to; as a bean it is let through by the pages' security policy.
 *
 * @param value as {@code https://s3.example.org}
 */
public record BrowserOrigin(String value) {}
