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

    private final Map<String, String> strings = new HashMap<>();
    private final Map<ProxyRow.Millis, CallTimeouts> timeouts = new HashMap<>();
    /** By type, kind and configuration: a key of the three would be made, hashed and compared for each credential. */
    private final Map<CredentialType, Map<String, Map<String, CredentialSpec>>> specs =
            new EnumMap<>(CredentialType.class);

    private final Map<String, TargetUrl> urls = new HashMap<>();
    private final Map<String, Rule> rules = new HashMap<>();
    private final Map<RulesKey, RuleSet> ruleSets = new HashMap<>();

    private record RulesKey(RuleEffect defaultEffect, List<String> definitions) {}

    String string(String value) {
        String known = strings.putIfAbsent(value, value);
        return known == null ? value : known;
    }

    CallTimeouts timeouts(ProxyRow.Millis millis) {
        return timeouts.computeIfAbsent(millis, key -> new CallTimeouts(key.connect(), key.firstByte(), key.idle()));
    }

    CredentialSpec spec(CredentialType type, String authType, String config) {
        return specs.computeIfAbsent(type, any -> new HashMap<>())
                .computeIfAbsent(authType, any -> new HashMap<>())
                .computeIfAbsent(config, json -> CredentialKinds.parse(type, authType, object(json)));
    }

    TargetUrl url(String text) {
        return urls.computeIfAbsent(text, TargetUrl::parse);
    }

    /**
     * The rules of a scope, with ids of their own; what they say is shared with every scope that says the same.
     *
     * @throws UncompilableException where a rule can't be understood
     */
    RuleSet rules(RuleEffect defaultEffect, List<RuleRow> rows) {
        if (rows.isEmpty()) {
            return RuleSet.compile(defaultEffect, List.of());
        }
        List<String> definitions = rows.stream().map(RuleRow::definition).toList();
        RulesKey key = new RulesKey(defaultEffect, definitions);
        RuleSet known = ruleSets.get(key);
        if (known != null) {
            return known.withIds(rows.stream().map(RuleRow::ruleId).toList());
        }
        RuleSet compiled =
                RuleSet.compile(defaultEffect, rows.stream().map(this::rule).toList());
        ruleSets.put(key, compiled);
        return compiled;
    }

    private Rule rule(RuleRow row) {
        try {
            return rules.computeIfAbsent(
                            row.definition(), definition -> RuleDocument.parse(row.ruleId(), object(definition)))
                    .withId(row.ruleId());
        } catch (RuntimeException e) {
            throw new UncompilableException("rule " + row.ruleId(), e);
        }
    }

    static ObjectNode object(String json) {
        JsonNode node = JSON.readTree(json);
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("is no JSON object");
    }
}
