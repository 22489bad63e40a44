package io.docuvault.accounts;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in one sentence, instead of a stack trace, why there is no administrator. */
final class AdministratorFailureAnalyzer extends AbstractFailureAnalyzer<AdministratorException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, AdministratorException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
