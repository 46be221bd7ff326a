package io.postern.admin.http;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretStoreException;
import io.r2dbc.spi.R2dbcException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;

/** Says which error of the API any failure is. What the API does not foresee is logged, and answered without its text. */
final class ErrorTranslator {

    private static final Logger log = LoggerFactory.getLogger(ErrorTranslator.class);

    private ErrorTranslator() {}

    static ApiException translate(Throwable failure) {
        if (failure instanceof ApiException known) {
            return known;
        }
        if (failure instanceof InvalidFieldsException invalid) {
            int count = invalid.errors().size();
            return new ApiException(
                    ErrorCode.VALIDATION_FAILED,
                    count == 1 ? "1 field is not valid" : count + " fields are not valid",
                    invalid.errors());
        }
        if (caused(failure, DataBufferLimitException.class)) {
            return new ApiException(ErrorCode.BODY_TOO_LARGE, "The body is larger than 1 MiB");
        }
        if (failure instanceof ServerWebInputException input && lacksItsBody(input)) {
            return new ApiException(ErrorCode.MALFORMED_JSON, "The body must be one JSON object");
        }
        if (failure instanceof ResponseStatusException status) {
            return ofStatus(status);
        }
        if (failure instanceof SecretStoreException store) {
            return ofSecretStore(store);
        }
        if (failure instanceof DataIntegrityViolationException || failure instanceof ConcurrencyFailureException) {
            return new ApiException(ErrorCode.CONFLICT, "Something else changed at the same time; try again");
        }
        if (failure instanceof DataAccessException
                || failure instanceof TransactionException
                || failure instanceof R2dbcException
                || failure instanceof TimeoutException) {
            // The driver's text can quote values of a row; the state and the types say enough.
            log.warn("the database {}: {}", state(failure), types(failure));
            return new ApiException(ErrorCode.DATABASE_UNAVAILABLE, "The database can't be reached at the moment");
        }
        log.error("unforeseen failure: {}", types(failure), withoutMessage(failure));
        return new ApiException(ErrorCode.INTERNAL_ERROR, "Something went wrong that should not have");
    }

    /** Bodies are taken as bytes, so that what Spring refuses about one can only be that there is none. */
    private static boolean lacksItsBody(ServerWebInputException failure) {
        MethodParameter parameter = failure.getMethodParameter();
        return parameter != null && parameter.hasParameterAnnotation(RequestBody.class);
    }

    private static ApiException ofStatus(ResponseStatusException failure) {
        return switch (failure.getStatusCode().value()) {
            case 401 -> new ApiException(ErrorCode.UNAUTHENTICATED, "A valid token is required");
            case 403 -> ApiException.forbidden("This is not allowed");
            case 404 -> ApiException.notFound();
            case 405 -> new ApiException(ErrorCode.METHOD_NOT_ALLOWED, "This path does not take that method");
            case 406 -> new ApiException(ErrorCode.NOT_ACCEPTABLE, "Answers are application/json");
            case 413 -> new ApiException(ErrorCode.BODY_TOO_LARGE, "The body is larger than 1 MiB");
            case 415 -> new ApiException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be sent as application/json");
            case 500, 501, 502, 503, 504 -> {
                log.error("unforeseen failure: {}", types(failure), withoutMessage(failure));
                yield new ApiException(ErrorCode.INTERNAL_ERROR, "Something went wrong that should not have");
            }
            default -> new ApiException(ErrorCode.BAD_REQUEST, "The request can't be understood");
        };
    }

    private static ApiException ofSecretStore(SecretStoreException failure) {
        if (failure.reason() == SecretStoreException.Reason.CONFLICT) {
            return new ApiException(ErrorCode.CONFLICT, "The secret was changed at the same time; try again");
        }
        log.warn("the secret store failed: {} {}", failure.reason(), failure.getMessage());
        return new ApiException(ErrorCode.SECRET_STORE_UNAVAILABLE, "The secret store can't be used at the moment");
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** A database that refuses, being read-only or full, is another matter for its operator than one that is away. */
    private static String state(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof R2dbcException refused && refused.getSqlState() != null) {
                return "refused with SQLSTATE " + refused.getSqlState();
            }
        }
        return "did not answer";
    }

    private static List<String> types(Throwable failure) {
        return java.util.stream.Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(8)
                .map(cause -> cause.getClass().getName())
                .toList();
    }

    /** The place of the failure for the log, without texts that could quote what was submitted. */
    private static Throwable withoutMessage(Throwable failure) {
        Throwable place = new IllegalStateException(failure.getClass().getName());
        place.setStackTrace(failure.getStackTrace());
        return place;
    }
}
