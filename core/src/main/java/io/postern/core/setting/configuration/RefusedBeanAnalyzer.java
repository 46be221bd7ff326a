package io.postern.core.setting.configuration;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says why one of our beans can't be made with the settings there are: its own sentence, which begins with the setting's name,
 * in place of a stack trace. Whatever else goes wrong is a defect, and keeps its trace.
 */
final class RefusedBeanAnalyzer extends AbstractFailureAnalyzer<BeanCreationException> {

    private static final String SETTING = "postern.";

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, BeanCreationException cause) {
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            String message = reason.getMessage();
            if (reason instanceof IllegalStateException && message != null && message.startsWith(SETTING)) {
                return new FailureAnalysis(message, "Correct this setting.", failure);
            }
        }
        return null;
    }
}
