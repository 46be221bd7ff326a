package io.postern.admin.consent;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The envelope of one consent URL. */
@Schema(name = "Authorizations")
record ConsentsAnswer(
        List<ConsentDocument> authorizations,
        @Schema(example = "Success") String message) {}
