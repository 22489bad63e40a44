package io.docuvault.shared;

import java.time.Instant;
import java.util.UUID;

/**
 * The sign-in that a request belongs to: the {@code details} of its authentication.
 *
 * @param session whose end ends whatever the request holds open
 * @param expiresAt until when the request's token is good
 */
public record SignIn(UUID session, Instant expiresAt) {}
