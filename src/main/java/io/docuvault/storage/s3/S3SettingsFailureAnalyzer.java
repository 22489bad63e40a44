package io.docuvault.storage.s3;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in one sentence, instead of a stack trace, which setting is wrong. */
final class S3SettingsFailureAnalyzer extends AbstractFailureAnalyzer<S3SettingsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, S3SettingsException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
