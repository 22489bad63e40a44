package io.docuvault.evidence;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long the audit log keeps its entries.
 *
 * @param retention after which entries that were exported are removed from the database; null for never
 */
@ConfigurationProperties("docuvault.audit")
record EvidenceSettings(@Nullable Duration retention) {

    /** The database's own function keeps at least this much, whatever it is asked. */
    private static final Duration SHORTEST = Duration.ofDays(7);

    EvidenceSettings {
        if (retention != null && retention.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "AUDIT_RETENTION must be at least 7d, or empty to keep entries for ever");
        }
    }
}
