package io.postern.admin.target;

import io.postern.admin.http.Fields;
import io.postern.admin.http.ResourceFields;
import io.postern.core.request.AmbiguousRequestException;
import io.postern.core.request.PathCanonicalizer;
import io.postern.core.rule.RuleEffect;
import io.postern.core.target.EncodedSlashes;
import io.postern.core.target.OwnLinks;
import io.postern.core.target.TargetUrl;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a caller may write of a target, read and checked as a whole. */
record TargetFields(
        String name,
        String region,
        TargetUrl baseUrl,
        String testPath,
        RuleEffect defaultRuleEffect,
        EncodedSlashes encodedSlashes,
        OwnLinks ownLinks) {

    static final Set<String> READ_ONLY = ResourceFields.readOnly("target");

    /** @throws io.postern.core.field.InvalidFieldsException with everything that is wrong */
    static TargetFields read(ObjectNode document) {
        Fields fields = Fields.of(document, READ_ONLY);
        String name = fields.name("targetName");
        String region = ResourceFields.region(fields, "targetRegion");
        String url = fields.text("targetBaseURL");
        TargetUrl baseUrl = url.isEmpty() ? null : fields.check("targetBaseURL", () -> TargetUrl.parse(url));
        EncodedSlashes slashes =
                fields.word("targetEncodedSlashes", EncodedSlashes::ofWord, "refuse or keep", EncodedSlashes.REFUSE);
        String testPath = fields.text("targetTestPath");
        checkTestPath(fields, testPath, slashes);
        RuleEffect effect =
                fields.word("targetDefaultRuleEffect", RuleEffect::ofWord, "allow or deny", RuleEffect.ALLOW);
        OwnLinks links = fields.word("targetOwnLinks", OwnLinks::ofWord, "rewrite or keep", OwnLinks.REWRITE);
        fields.finish();
        return new TargetFields(name, region, Objects.requireNonNull(baseUrl), testPath, effect, slashes, links);
    }

    private static void checkTestPath(Fields fields, String testPath, EncodedSlashes slashes) {
        if (testPath.isEmpty()) {
            return;
        }
        try {
            PathCanonicalizer.canonicalize(testPath.startsWith("/") ? testPath : "/" + testPath, slashes);
        } catch (AmbiguousRequestException e) {
            fields.error(
                    "must be a path relative to the base URL that the gateway would forward: " + e.reason(),
                    "targetTestPath");
        }
    }

    /** The document that reads as this row. */
    static ObjectNode writable(TargetRow row) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("targetName", row.targetName())
                .put("targetRegion", row.targetRegion())
                .put("targetBaseURL", row.targetBaseUrl())
                .put("targetTestPath", row.targetTestPath())
                .put("targetDefaultRuleEffect", row.targetDefaultRuleEffect())
                .put("targetEncodedSlashes", row.targetEncodedSlashes())
                .put("targetOwnLinks", row.targetOwnLinks());
    }

    TargetRow row(String targetId, String clientId, String userId, Instant createdAt, Instant updatedAt) {
        return new TargetRow(
                targetId,
                clientId,
                name,
                region,
                baseUrl.text(),
                testPath,
                defaultRuleEffect.word(),
                encodedSlashes.word(),
                ownLinks.word(),
                userId,
                createdAt,
                updatedAt);
    }
}
