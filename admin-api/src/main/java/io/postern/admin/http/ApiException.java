package io.postern.admin.http;

import io.postern.core.field.FieldError;
import java.util.List;
import org.springframework.http.HttpStatus;

/** A request is answered with an error. The message goes to the caller: it never repeats what the caller sent. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<FieldError> details;

    public ApiException(ErrorCode code, String message, List<FieldError> details) {
        super(message, null, false, false);
        this.code = code;
        this.details = List.copyOf(details);
    }

    public ApiException(ErrorCode code, String message) {
        this(code, message, List.of());
    }

    /** There is no such resource, or the caller is no member of the client that it belongs to: the two look alike. */
    public static ApiException notFound() {
        return new ApiException(ErrorCode.NOT_FOUND, "There is no such resource");
    }

    public static ApiException forbidden(String message) {
        return new ApiException(ErrorCode.FORBIDDEN, message);
    }

    public ErrorCode code() {
        return code;
    }

    public HttpStatus status() {
        return code.status();
    }

    public List<FieldError> details() {
        return details;
    }
}
