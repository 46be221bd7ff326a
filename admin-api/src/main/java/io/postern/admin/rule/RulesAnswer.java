package io.postern.admin.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.postern.admin.http.Page;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The envelope, also of one rule. */
@Schema(name = "Rules")
record RulesAnswer(
        @ArraySchema(schema = @Schema(implementation = RuleShape.class))
        List<ObjectNode> rules,

        @Schema(example = "Success") String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {

    static RulesAnswer one(ObjectNode rule, String message) {
        return new RulesAnswer(List.of(rule), message, null);
    }

    static RulesAnswer page(Page.Slice<ObjectNode> slice) {
        return new RulesAnswer(slice.items(), "Success", slice.nextCursor());
    }
}
