package io.postern.admin.credential;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.postern.admin.http.Page;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The envelope, also of one credential. */
@Schema(name = "Credentials")
record CredentialsAnswer(
        List<CredentialDocument> credentials,
        @Schema(example = "Success") String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {

    static CredentialsAnswer one(CredentialDocument credential, String message) {
        return new CredentialsAnswer(List.of(credential), message, null);
    }

    static CredentialsAnswer page(Page.Slice<CredentialDocument> slice) {
        return new CredentialsAnswer(slice.items(), "Success", slice.nextCursor());
    }
}
