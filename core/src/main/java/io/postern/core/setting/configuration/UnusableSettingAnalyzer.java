package io.postern.core.setting.configuration;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** In place of a stack trace. */
final class UnusableSettingAnalyzer extends AbstractFailureAnalyzer<UnusableSettingException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, UnusableSettingException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Correct this setting. What it is now is not shown: it may hold a password.",
                failure);
    }
}
