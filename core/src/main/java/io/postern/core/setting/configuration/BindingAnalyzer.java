package io.postern.core.setting.configuration;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Says which setting can't be read, where it comes from and what it should be. Before Spring Boot's own analyzers, which quote
 * its value too. Messages are shown where our own code wrote them: those of libraries tend to have the value in them.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BindingAnalyzer extends AbstractFailureAnalyzer<BindException> {

    private static final String ACTION =
            "Correct the settings. What they are now is not shown: they may hold a password.";

    @Override
    protected FailureAnalysis analyze(Throwable failure, BindException cause) {
        BindValidationException invalid = findCause(cause, BindValidationException.class);
        String description = invalid == null ? unreadable(cause) : outOfBounds(invalid.getValidationErrors());
        return new FailureAnalysis(description, ACTION, failure);
    }

    private static String outOfBounds(ValidationErrors errors) {
        StringBuilder text = new StringBuilder();
        for (ObjectError error : errors) {
            text.append(errors.getName());
            if (error instanceof FieldError field) {
                text.append('.').append(DataObjectPropertyName.toDashedForm(field.getField()));
            }
            text.append(": ").append(error.getDefaultMessage()).append('\n');
        }
        return text.toString();
    }

    private static String unreadable(BindException cause) {
        ConfigurationProperty property = cause.getProperty();
        if (property == null) {
            return cause.getName() + ": " + reason(cause);
        }
        String text = property.getName() + ": " + reason(cause);
        return property.getOrigin() == null ? text : text + " (" + property.getOrigin() + ")";
    }

    private static String reason(BindException cause) {
        String ours = ours(cause);
        if (ours != null) {
            return ours;
        }
        Class<?> type = cause.getTarget().getType().resolve(Object.class);
        Object[] constants = type.getEnumConstants();
        return "can't be read as "
                + (constants == null ? type.getSimpleName() : "one of " + Arrays.toString(constants));
    }

    /** What our own code said, that which was nearest to the reason. */
    private static @Nullable String ours(BindException failure) {
        String message = null;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            StackTraceElement[] trace = cause.getStackTrace();
            if (trace.length > 0 && trace[0].getClassName().startsWith("io.postern.")) {
                message = cause.getMessage();
            }
        }
        return message;
    }
}
