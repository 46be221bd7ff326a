package io.postern.core.setting.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;

class RefusedBeanAnalyzerTest {

    /** What is said of it; null where the trace is kept. */
    private static @Nullable String saidOf(RuntimeException refusal) {
        FailureAnalysis analysis = new RefusedBeanAnalyzer()
                .analyze(new BeanCreationException("a", new BeanCreationException("b", "can't be made", refusal)));
        return analysis == null ? null : analysis.getDescription();
    }

    @Test
    void analyzeWhenABeanNamesASettingThenItsSentenceIsAllThereIs() {
        assertThat(saidOf(new IllegalStateException(
                        "postern.sealed.keys-file: there is no sealing key",
                        new IllegalStateException("there is no sealing key"))))
                .isEqualTo("postern.sealed.keys-file: there is no sealing key");
    }

    @Test
    void analyzeWhenItIsADefectThenItsTraceIsKept() {
        assertThat(saidOf(new IllegalStateException("every Java platform has SHA-256")))
                .isNull();
        assertThat(saidOf(new NullPointerException("postern.a"))).isNull();
    }
}
