package io.postern.gateway.plan;

import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialSpec;
import io.postern.core.credential.CredentialType;
import io.postern.core.proxy.CallTimeouts;
import io.postern.core.rule.Rule;
import io.postern.core.rule.RuleDocument;
import io.postern.core.rule.RuleEffect;
import io.postern.core.rule.RuleSet;
import io.postern.core.target.TargetUrl;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values that many plans have in common, kept once: a hundred thousand proxies have a handful of regions and time-outs,
 * most credentials of a kind have the same configuration, and a rule is often one of many that say the same. Shared, they are
 * also shared in the processor's caches, which costs a call less than looking at its own copy in memory. Lives as long as
 * one compilation, and is used by one thread.
 */
final class SharedParts {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Map<RuleEffect, RuleSet> NO_RULES = noRules();

    private final Map<String, String> strings = new HashMap<>();
    private final Map<ProxyRow.Millis, CallTimeouts> timeouts = new HashMap<>();
    private final Map<SpecKey, CredentialSpec> specs = new HashMap<>();

    private final Map<String, TargetUrl> urls = new HashMap<>();
    private final Map<String, Rule> rules = new HashMap<>();

    private record SpecKey(CredentialType type, String authType, String config) {}

    String string(String value) {
        String known = strings.putIfAbsent(value, value);
        return known == null ? value : known;
    }

    CallTimeouts timeouts(ProxyRow.Millis millis) {
        return timeouts.computeIfAbsent(millis, key -> new CallTimeouts(key.connect(), key.firstByte(), key.idle()));
    }

    CredentialSpec spec(CredentialType type, String authType, String config) {
        return specs.computeIfAbsent(
                new SpecKey(type, authType, config),
                key -> CredentialKinds.parse(key.type(), key.authType(), object(key.config())));
    }

    TargetUrl url(String text) {
        return urls.computeIfAbsent(text, TargetUrl::parse);
    }

    /** A rule of its own; what it looks for it shares with every rule of the same definition. */
    Rule rule(String ruleId, String definition) {
        Rule known = rules.get(definition);
        if (known != null) {
            return known.withId(ruleId);
        }
        Rule parsed = RuleDocument.parse(ruleId, object(definition));
        rules.put(definition, parsed);
        return parsed;
    }

    RuleSet noRules(RuleEffect defaultEffect) {
        RuleSet none = NO_RULES.get(defaultEffect);
        if (none == null) {
            throw new IllegalArgumentException("no rule set for " + defaultEffect);
        }
        return none;
    }

    static ObjectNode object(String json) {
        JsonNode node = JSON.readTree(json);
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("is no JSON object");
    }

    private static Map<RuleEffect, RuleSet> noRules() {
        Map<RuleEffect, RuleSet> sets = new EnumMap<>(RuleEffect.class);
        for (RuleEffect effect : RuleEffect.values()) {
            sets.put(effect, RuleSet.compile(effect, List.of()));
        }
        return sets;
    }
}
