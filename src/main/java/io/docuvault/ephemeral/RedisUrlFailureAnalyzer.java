package io.docuvault.ephemeral;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a {@link RedisUrlException} as its sentence instead of a stack trace. */
final class RedisUrlFailureAnalyzer extends AbstractFailureAnalyzer<RedisUrlException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RedisUrlException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
