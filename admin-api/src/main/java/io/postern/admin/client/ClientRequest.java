package io.postern.admin.client;

import io.swagger.v3.oas.annotations.media.Schema;

/** The body of a POST or a PUT: for the OpenAPI document. {@link ClientService} reads it. */
@Schema(name = "ClientRequest")
record ClientRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, maxLength = 256, example = "Example Ltd")
        String clientName) {}
