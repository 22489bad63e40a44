package io.docuvault.accounts;

import java.time.Instant;

/**
 * What a rotation of the signing keys has brought.
 *
 * @param kid of the key that signs now
 * @param formerUntil until when tokens of the former keys are accepted
 */
public record Rotated(String kid, Instant formerUntil) {}
