package io.postern.gateway.plan;

import io.postern.core.credential.CallerCredentialSpec;
import io.postern.core.credential.CredentialSpec;
import io.postern.core.credential.CredentialType;
import io.postern.core.credential.TargetCredentialSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.plan.TargetPlan;
import io.postern.core.rule.RuleEffect;
import io.postern.core.rule.RuleScopes;
import io.postern.core.rule.RuleSet;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretReferenceDocument;
import io.postern.core.secret.SecretSource;
import io.postern.core.target.EncodedSlashes;
import io.postern.core.target.OwnLinks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes plans of the rows of one snapshot: first all rules, then the targets and credentials, then the proxies. What
 * several proxies have in common is compiled once and shared. One compiler is for one snapshot and one thread.
 *
 * <p>A row that can't be understood spoils the plans that need it, and no others.
 */
final class PlanCompiler {

    /** As explanations have them: of two rules that match and weigh the same, both name the same one. */
    private static final Comparator<RuleRow> BY_ID = Comparator.comparing(RuleRow::ruleId);

    private final SharedParts shared = new SharedParts();
    private final Map<String, List<RuleRow>> rules = new HashMap<>();
    private final Map<String, Part<TargetPlan>> targets = new HashMap<>();
    private final Map<String, Part<CallerPlan>> callers = new HashMap<>();
    private final Map<String, Part<InjectionPlan>> injections = new HashMap<>();

    /** A compiled part with the rules of its scope, or why there is none. */
    private record Part<T>(
            @Nullable T value,
            @Nullable RuleSet rules,
            @Nullable UncompilableException problem) {}

    void rule(RuleRow row) {
        rules.computeIfAbsent(row.ownerId(), owner -> new ArrayList<>(2)).add(row);
    }

    void target(TargetRow row) {
        targets.put(row.targetId(), part("target", row.targetId(), row.defaultEffect(), () -> targetPlan(row)));
    }

    void credential(CredentialRow row) {
        String id = row.credentialId();
        if (CredentialType.PROXY.word().equals(row.type())) {
            callers.put(id, part("credential", id, row.defaultEffect(), () -> callerPlan(row)));
        } else {
            injections.put(id, part("credential", id, row.defaultEffect(), () -> injectionPlan(row)));
        }
    }

    /**
     * The plan of a proxy whose parts were all given before.
     *
     * @throws UncompilableException where one of them could not be understood, or was not given
     */
    ProxyPlan proxy(ProxyRow row) {
        Part<CallerPlan> caller = usable(
                callers.get(row.parts().callerCredentialId()), row.parts().callerCredentialId());
        Part<TargetPlan> target =
                usable(targets.get(row.parts().targetId()), row.parts().targetId());
        Part<InjectionPlan> injection = usable(
                injections.get(row.parts().targetCredentialId()), row.parts().targetCredentialId());
        try {
            return new ProxyPlan(
                    row.proxyId(),
                    shared.string(row.clientId()),
                    shared.string(row.region()),
                    row.active(),
                    present(caller.value()),
                    present(target.value()),
                    present(injection.value()),
                    new RuleScopes(
                            present(caller.rules()),
                            present(injection.rules()),
                            present(target.rules()),
                            ruleSet(row.proxyId(), row.defaultEffect())),
                    row.maxRequestsPerMinute(),
                    shared.timeouts(row.millis()),
                    row.retries(),
                    row.tracePropagation());
        } catch (RuntimeException e) {
            throw new UncompilableException("proxy " + row.proxyId(), e);
        }
    }

    private <T> Part<T> part(String kind, String id, String defaultEffect, Supplier<T> compile) {
        try {
            return new Part<>(compile.get(), ruleSet(id, defaultEffect), null);
        } catch (RuntimeException e) {
            return new Part<>(null, null, new UncompilableException(kind + " " + id, e));
        }
    }

    private static <T> Part<T> usable(@Nullable Part<T> part, String id) {
        if (part == null) {
            throw new UncompilableException(id + " is missing");
        }
        if (part.problem() != null) {
            throw part.problem();
        }
        return part;
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a part without a problem has its value");
        }
        return value;
    }

    TargetPlan targetPlan(TargetRow row) {
        return new TargetPlan(
                row.targetId(),
                shared.url(row.baseUrl()),
                EncodedSlashes.ofWord(row.encodedSlashes())
                        .orElseThrow(() -> new IllegalArgumentException("unknown targetEncodedSlashes")),
                OwnLinks.ofWord(row.ownLinks())
                        .orElseThrow(() -> new IllegalArgumentException("unknown targetOwnLinks")));
    }

    CallerPlan callerPlan(CredentialRow row) {
        CredentialSpec spec = shared.spec(CredentialType.PROXY, row.authType(), row.config());
        if (!(spec instanceof CallerCredentialSpec caller)) {
            throw new IllegalArgumentException("not a kind that callers show");
        }
        return new CallerPlan(
                row.credentialId(),
                caller,
                CallerHashes.parse(row.callerHashes(), shared::string),
                secret(row, caller));
    }

    InjectionPlan injectionPlan(CredentialRow row) {
        CredentialSpec spec = shared.spec(CredentialType.TARGET, row.authType(), row.config());
        if (!(spec instanceof TargetCredentialSpec target)) {
            throw new IllegalArgumentException("not a kind that targets are shown");
        }
        SecretSource secret = secret(row, target);
        if (secret == null && !target.secretNames().isEmpty()) {
            throw new IllegalArgumentException("has no secret");
        }
        return new InjectionPlan(row.credentialId(), target, secret);
    }

    private @Nullable SecretSource secret(CredentialRow row, CredentialSpec spec) {
        if (row.reference() != null) {
            return SecretReferenceDocument.parse(
                    SharedParts.object(row.reference()),
                    shared.string(row.clientId()),
                    row.credentialId(),
                    spec.secretNames());
        }
        CredentialRow.SecretColumns secret = row.secret();
        return secret == null ? null : new SecretRef(shared.string(secret.store()), secret.path(), secret.version());
    }

    private RuleSet ruleSet(String ownerId, String defaultEffect) {
        RuleEffect effect = RuleEffect.ofWord(defaultEffect)
                .orElseThrow(() -> new IllegalArgumentException("unknown default rule effect"));
        List<RuleRow> own = rules.getOrDefault(ownerId, List.of());
        if (own.size() > 1) {
            own.sort(BY_ID);
        }
        return shared.rules(effect, own);
    }
}
