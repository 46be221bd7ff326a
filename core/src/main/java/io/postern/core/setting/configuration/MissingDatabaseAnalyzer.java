package io.postern.core.setting.configuration;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says which setting is missing where no PostgreSQL was named. Spring Boot's own analyzer would propose an embedded database. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingDatabaseAnalyzer extends AbstractFailureAnalyzer<BeanCreationException> {

    /** Spring Boot's own exception for that, which nobody else may name. */
    private static final String WITHOUT_URL = "ConnectionFactoryBeanCreationException";

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, BeanCreationException cause) {
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            if (reason.getClass().getSimpleName().equals(WITHOUT_URL)) {
                return new FailureAnalysis(
                        "spring.r2dbc.url is required: r2dbc:postgresql://host:port/database, with spring.r2dbc.username"
                                + " and spring.r2dbc.password beside it",
                        "Set it, as the environment variable SPRING_R2DBC_URL or in a file of settings.",
                        failure);
            }
        }
        return null;
    }
}
