package io.postern.admin.explain;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The envelope of one explanation. */
@Schema(name = "Explanations")
record ExplanationsAnswer(
        List<ExplanationDocument> explanations,
        @Schema(example = "Success") String message) {}
