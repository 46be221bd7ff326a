package io.postern.admin.accesstoken;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;

/** A token, in the words of RFC 6749, section 5.1, and once more as {@code token}. */
@Schema(name = "AccessToken")
record AccessTokenAnswer(
        @Schema(example = "postern_token_…") @JsonProperty("access_token")
        String accessToken,

        @Schema(example = "Bearer") @JsonProperty("token_type")
        String tokenType,

        @Schema(description = "For how many seconds it is good", example = "3600") @JsonProperty("expires_in")
        long expiresIn,

        @Schema(description = "The same as access_token", example = "postern_token_…")
        String token,

        @Schema(example = "Success") String message) {

    static AccessTokenAnswer of(AccessTokens.Issued issued) {
        return new AccessTokenAnswer(
                issued.token(), "Bearer", issued.lifetime().toSeconds(), issued.token(), "Success");
    }

    @Override
    public String toString() {
        return "AccessTokenAnswer[redacted]";
    }
}
