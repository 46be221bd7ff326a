package io.postern.admin.accesstoken;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.postern.admin.http.Fields;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** A pair that is to be exchanged. */
@Schema(name = "AccessTokenRequest")
record AccessTokenRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "postern_key_…") @JsonProperty("api_key")
        String apiKey,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "postern_secret_…") @JsonProperty("api_secret")
        String apiSecret) {

    /** @throws io.postern.core.field.InvalidFieldsException with everything that is wrong */
    static AccessTokenRequest read(ObjectNode document) {
        Fields fields = Fields.of(document, Set.of());
        String key = fields.text("api_key");
        String secret = fields.text("api_secret");
        fields.finish();
        return new AccessTokenRequest(key, secret);
    }

    @Override
    public String toString() {
        return "AccessTokenRequest[redacted]";
    }
}
