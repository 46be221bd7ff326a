package io.postern.admin.http;

import io.swagger.v3.oas.annotations.media.Schema;

/** The answer to a deletion. */
@Schema(name = "Message")
public record MessageAnswer(
        @Schema(example = "Target deleted successfully") String message) {}
