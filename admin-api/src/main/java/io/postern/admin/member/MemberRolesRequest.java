package io.postern.admin.member;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The body of a PUT: for the OpenAPI document. {@link MemberFields} reads it. */
@Schema(name = "MemberRolesRequest")
record MemberRolesRequest(
        @Schema(description = "Of user, admin, owner", example = "[\"user\"]")
        List<String> roles) {}
