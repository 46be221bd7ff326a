package io.postern.admin.apiclient;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.postern.admin.http.Page;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The envelope, also of one API client. */
@Schema(name = "ApiClients")
record ApiClientsAnswer(
        List<ApiClientDocument> apiClients,
        @Schema(example = "Success") String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {

    static ApiClientsAnswer one(ApiClientDocument apiClient, String message) {
        return new ApiClientsAnswer(List.of(apiClient), message, null);
    }

    static ApiClientsAnswer page(Page.Slice<ApiClientDocument> slice) {
        return new ApiClientsAnswer(slice.items(), "Success", slice.nextCursor());
    }
}
