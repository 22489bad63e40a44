package io.docuvault.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an account is protected.
 *
 * @param totpEnabledAt null without a second factor
 */
record AccountSecurity(Instant passwordChangedAt, @Nullable Instant totpEnabledAt, int backupCodesLeft) {}
