package io.postern.admin.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.postern.admin.http.Page;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The envelope, also of one client. */
@Schema(name = "Clients")
record ClientsAnswer(
        List<ClientDocument> clients,
        @Schema(example = "Success") String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {

    static ClientsAnswer one(ClientDocument client, String message) {
        return new ClientsAnswer(List.of(client), message, null);
    }

    static ClientsAnswer page(Page.Slice<ClientDocument> slice) {
        return new ClientsAnswer(slice.items(), "Success", slice.nextCursor());
    }
}
