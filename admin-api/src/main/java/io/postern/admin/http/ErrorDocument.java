package io.postern.admin.http;

import io.postern.core.field.FieldError;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The body of every answer that is an error. */
@Schema(name = "Error")
public record ErrorDocument(Body error) {

    /** What went wrong, for programs ({@code code}, {@code path}) and for people ({@code message}). */
    @Schema(name = "ErrorBody")
    public record Body(
            @Schema(example = "validation_failed") String code,
            @Schema(example = "1 field is not valid") String message,
            List<Detail> details) {}

    /** One field that is wrong, or one resource that is in the way. */
    @Schema(name = "ErrorDetail")
    public record Detail(
            @Schema(example = "[\"targetBaseURL\"]") List<String> path,

            @Schema(example = "must begin with http:// or https://")
            String message) {}

    static ErrorDocument of(ErrorCode code, String message, List<FieldError> details) {
        return new ErrorDocument(new Body(
                code.word(),
                message,
                details.stream()
                        .map(detail -> new Detail(detail.path(), detail.message()))
                        .toList()));
    }
}
