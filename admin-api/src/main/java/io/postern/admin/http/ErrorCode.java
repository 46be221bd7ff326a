package io.postern.admin.http;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Everything that {@code error.code} can be, with the status it comes with. */
public enum ErrorCode {
    BAD_REQUEST(HttpStatus.BAD_REQUEST),
    MALFORMED_JSON(HttpStatus.BAD_REQUEST),
    UNAUTHENTICATED(HttpStatus.UNAUTHORIZED),
    FORBIDDEN(HttpStatus.FORBIDDEN),
    NOT_FOUND(HttpStatus.NOT_FOUND),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE),
    /** The write met another one, or what it refers to has gone meanwhile. */
    CONFLICT(HttpStatus.CONFLICT),
    /** What is to be deleted is used by the resources that the details name. */
    IN_USE(HttpStatus.CONFLICT),
    BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE),
    VALIDATION_FAILED(HttpStatus.UNPROCESSABLE_CONTENT),
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR),
    DATABASE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
    SECRET_STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
    GATEWAY_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE);

    private final HttpStatus status;

    ErrorCode(HttpStatus status) {
        this.status = status;
    }

    public HttpStatus status() {
        return status;
    }

    /** The word in documents. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
