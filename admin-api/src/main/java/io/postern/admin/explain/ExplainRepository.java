package io.postern.admin.explain;

import io.postern.core.credential.CallerCredentialSpec;
import io.postern.core.credential.CallerPlace;
import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialType;
import io.postern.core.credential.Place;
import io.postern.core.rule.Rule;
import io.postern.core.rule.RuleDocument;
import io.postern.core.rule.RuleEffect;
import io.postern.core.rule.RuleScopes;
import io.postern.core.rule.RuleSet;
import io.postern.core.target.EncodedSlashes;
import io.postern.core.target.TargetUrl;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads what decides about the calls of one proxy. */
@Repository
class ExplainRepository {

    private final DatabaseClient database;

    ExplainRepository(DatabaseClient database) {
        this.database = database;
    }

    /** Empty where the client has no such proxy. */
    Mono<Judged> judged(String clientId, String proxyId) {
        return database.sql("""
                        select p.proxy_id, p.proxy_active, p.proxy_default_rule_effect, p.proxy_trace_propagation, t.target_id,
                          t.target_default_rule_effect, t.target_encoded_slashes, t.target_base_url,
                          pc.credential_auth_type as pc_kind, pc.credential_config::text as pc_config,
                          pc.credential_id as pc_id, pc.credential_default_rule_effect as pc_effect,
                          tc.credential_id as tc_id, tc.credential_default_rule_effect as tc_effect
                        from proxy p join target t on t.target_id = p.proxy_target_id
                          join credential pc on pc.credential_id = p.proxy_proxy_credential_id
                          join credential tc on tc.credential_id = p.proxy_target_credential_id
                        where p.client_id = :client and p.proxy_id = :id""")
                .bind("client", clientId)
                .bind("id", proxyId)
                .map(Parts::of)
                .one()
                .flatMap(parts -> rules(parts.ids()).map(parts::judged));
    }

    private Mono<Map<String, List<Rule>>> rules(List<String> owners) {
        return database.sql(
                        "select coalesce(target_id, credential_id, proxy_id) as owner, rule_id, definition::text as rule"
                                + " from rule where target_id = any(:owners) or credential_id = any(:owners)"
                                + " or proxy_id = any(:owners) order by rule_id collate \"C\"")
                .bind("owners", owners.toArray(String[]::new))
                .map(row -> Map.entry(text(row, "owner"), RuleDocument.parse(text(row, "rule_id"), (ObjectNode)
                        JsonMapper.shared().readTree(text(row, "rule")))))
                .all()
                .collect(
                        HashMap::new,
                        (byOwner, entry) -> byOwner.computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
                                .add(entry.getValue()));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    /** A proxy, as far as it decides. */
    record Judged(boolean active, Reading reading, RuleScopes scopes) {}

    /**
     * How the gateway reads requests to it.
     *
     * @param ownPlace where only this proxy's callers show their credential; null: nowhere
     * @param tracePasses whether the caller's trace is handed on
     */
    record Reading(
            EncodedSlashes encodedSlashes,
            TargetUrl target,
            @Nullable CallerPlace ownPlace,
            boolean tracePasses) {

        @Nullable String ownName(Place place) {
            return ownPlace != null && ownPlace.in() == place ? ownPlace.name() : null;
        }

        static Reading of(Readable row) {
            CallerCredentialSpec caller = (CallerCredentialSpec)
                    CredentialKinds.parse(CredentialType.PROXY, text(row, "pc_kind"), (ObjectNode)
                            JsonMapper.shared().readTree(text(row, "pc_config")));
            return new Reading(
                    EncodedSlashes.ofWord(text(row, "target_encoded_slashes")).orElse(EncodedSlashes.REFUSE),
                    TargetUrl.parse(text(row, "target_base_url")),
                    caller.ownPlace().orElse(null),
                    Boolean.TRUE.equals(row.get("proxy_trace_propagation", Boolean.class)));
        }
    }

    /** One of the four owners of rules. */
    private record Part(String id, RuleEffect defaultEffect) {

        RuleSet compile(Map<String, List<Rule>> rules) {
            return RuleSet.compile(defaultEffect, rules.getOrDefault(id, List.of()));
        }
    }

    private record Parts(
            Part proxyCredential, Part targetCredential, Part target, Part proxy, boolean active, Reading reading) {

        static Parts of(Readable row) {
            return new Parts(
                    part(row, "pc_id", "pc_effect"),
                    part(row, "tc_id", "tc_effect"),
                    part(row, "target_id", "target_default_rule_effect"),
                    part(row, "proxy_id", "proxy_default_rule_effect"),
                    Boolean.TRUE.equals(row.get("proxy_active", Boolean.class)),
                    Reading.of(row));
        }

        private static Part part(Readable row, String id, String effect) {
            return new Part(text(row, id), RuleEffect.ofWord(text(row, effect)).orElse(RuleEffect.DENY));
        }

        List<String> ids() {
            return List.of(proxyCredential.id(), targetCredential.id(), target.id(), proxy.id());
        }

        Judged judged(Map<String, List<Rule>> rules) {
            return new Judged(
                    active,
                    reading,
                    new RuleScopes(
                            proxyCredential.compile(rules),
                            targetCredential.compile(rules),
                            target.compile(rules),
                            proxy.compile(rules)));
        }
    }
}
