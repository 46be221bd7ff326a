package io.postern.admin.requestlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The envelope. */
@Schema(name = "Requests")
record RequestsAnswer(
        List<RequestDocument> requests,
        @Schema(example = "Success") String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {

    RequestsAnswer {
        requests = List.copyOf(requests);
    }
}
