package io.postern.admin.proxy;

import io.postern.admin.http.Fields;
import io.postern.admin.http.ResourceFields;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.proxy.CallTimeouts;
import io.postern.core.rule.RuleEffect;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller may write of a proxy, read and checked as a whole, except for what it refers to.
 *
 * @param maxRequestsPerMinute null: no limit
 */
record ProxyFields(
        String name,
        String region,
        References references,
        boolean active,
        RuleEffect defaultRuleEffect,
        @Nullable Integer maxRequestsPerMinute,
        CallTimeouts timeouts,
        int retries,
        boolean tracePropagation) {

    static final Set<String> READ_ONLY = readOnly();

    private static Set<String> readOnly() {
        Set<String> names = new HashSet<>(ResourceFields.readOnly("proxy"));
        names.add("proxyUrl");
        return Set.copyOf(names);
    }

    /** What a proxy binds. */
    record References(String proxyCredentialId, String targetId, String targetCredentialId) {}

    /** @throws InvalidFieldsException with everything that is wrong */
    static ProxyFields read(ObjectNode document) {
        Fields fields = Fields.of(document, READ_ONLY);
        String name = fields.name("proxyName");
        String region = ResourceFields.region(fields, "proxyRegion");
        References references = new References(
                fields.text("proxyProxyCredentialId"),
                fields.text("proxyTargetId"),
                fields.text("proxyTargetCredentialId"));
        boolean active = fields.flag("proxyActive", true);
        RuleEffect effect =
                fields.word("proxyDefaultRuleEffect", RuleEffect::ofWord, "allow or deny", RuleEffect.ALLOW);
        Integer limit = fields.integer("proxyMaxRequestsPerMinute", 1, 100_000);
        ObjectNode timeouts = fields.object("proxyTimeouts");
        CallTimeouts read =
                timeouts == null ? CallTimeouts.DEFAULT : fields.check("proxyTimeouts", () -> timeouts(timeouts));
        Integer retries = fields.integer("proxyRetries", 0, 3);
        boolean tracePropagation = fields.flag("proxyTracePropagation", false);
        fields.finish();
        return new ProxyFields(
                name,
                region,
                references,
                active,
                effect,
                limit,
                Objects.requireNonNull(read),
                retries == null ? 0 : retries,
                tracePropagation);
    }

    private static CallTimeouts timeouts(ObjectNode document) {
        Fields fields = Fields.of(document, Set.of());
        Integer connect = fields.integer("connectMillis", 100, 60_000);
        Integer firstByte = fields.integer("firstByteMillis", 100, 900_000);
        Integer idle = fields.integer("idleMillis", 1_000, 3_600_000);
        fields.finish();
        CallTimeouts otherwise = CallTimeouts.DEFAULT;
        return new CallTimeouts(
                connect == null ? otherwise.connectMillis() : connect,
                firstByte == null ? otherwise.firstByteMillis() : firstByte,
                idle == null ? otherwise.idleMillis() : idle);
    }

    /** The document that reads as this row. */
    static ObjectNode writable(ProxyRow row) {
        ObjectNode document = JsonMapper.shared().createObjectNode();
        document.put("proxyName", row.proxyName());
        document.put("proxyRegion", row.proxyRegion());
        document.put("proxyProxyCredentialId", row.proxyProxyCredentialId());
        document.put("proxyTargetId", row.proxyTargetId());
        document.put("proxyTargetCredentialId", row.proxyTargetCredentialId());
        document.put("proxyActive", row.proxyActive());
        document.put("proxyDefaultRuleEffect", row.proxyDefaultRuleEffect());
        document.put("proxyMaxRequestsPerMinute", row.proxyMaxRequestsPerMinute());
        document.putObject("proxyTimeouts")
                .put("connectMillis", row.proxyConnectMillis())
                .put("firstByteMillis", row.proxyFirstByteMillis())
                .put("idleMillis", row.proxyIdleMillis());
        document.put("proxyRetries", row.proxyRetries());
        document.put("proxyTracePropagation", row.proxyTracePropagation());
        return document;
    }
}
