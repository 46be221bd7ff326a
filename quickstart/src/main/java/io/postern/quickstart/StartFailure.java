package io.postern.quickstart;

import java.util.List;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/**
 * Why one of the two applications did not start.
 *
 * @param text for the terminal. Of a setting it has the name and what it should be, and never its value
 * @param understood whether the application itself would have said this, rather than the failure: then the failure is not
 *     to be logged, for it may quote the value
 */
record StartFailure(String text, boolean understood) {

    static StartFailure of(Throwable failure) {
        for (FailureAnalyzer analyzer : analyzers()) {
            FailureAnalysis analysis = analyzer.analyze(failure);
            if (analysis != null) {
                return new StartFailure(analysis.getDescription().strip(), true);
            }
        }
        return new StartFailure(
                String.valueOf(
                        NestedExceptionUtils.getMostSpecificCause(failure).getMessage()),
                false);
    }

    /** In their order; without those that look into a running application. */
    private static List<FailureAnalyzer> analyzers() {
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, FailureHandler.handleMessage((message, reason) -> {}));
    }
}
