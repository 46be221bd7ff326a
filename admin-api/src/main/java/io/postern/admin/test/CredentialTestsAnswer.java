package io.postern.admin.test;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The envelope of one test. */
@Schema(name = "CredentialTests")
record CredentialTestsAnswer(
        List<CredentialTestDocument> tests,
        @Schema(example = "Success") String message) {}
