package io.postern.admin.target;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.postern.admin.http.Page;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The envelope, also of one target. */
@Schema(name = "Targets")
record TargetsAnswer(
        List<TargetDocument> targets,
        @Schema(example = "Success") String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {

    static TargetsAnswer one(TargetDocument target, String message) {
        return new TargetsAnswer(List.of(target), message, null);
    }

    static TargetsAnswer page(Page.Slice<TargetDocument> slice) {
        return new TargetsAnswer(slice.items(), "Success", slice.nextCursor());
    }
}
