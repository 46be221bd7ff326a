package io.postern.admin.test;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The envelope of one test. */
@Schema(name = "TargetTests")
record TargetTestsAnswer(
        List<TargetTestDocument> tests,
        @Schema(example = "Success") String message) {}
