package io.postern.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Every value has its rules, and a wrong one is refused in words that name it. */
class ValuesTest {

    @Test
    void schemaThenKnowsEachValueAndNoOther() {
        Map<String, JsonNode> leaves = new TreeMap<>();
        collect("", Chart.schema(), leaves);
        Set<String> values = new TreeSet<>();
        ValuesTable.read().rows().forEach(row -> values.add(row.name()));

        assertThat(leaves.keySet()).isEqualTo(values);
        assertThat(leaves)
                .allSatisfy((name, rule) -> assertThat(rule.has("type")).isTrue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql: {host: ""}                                               | postgresql.host
            postgresql: {hosts: db}                                              | hosts
            postgresql: {port: "5432"}                                           | postgresql.port
            postgresql: {port: 70000}                                            | postgresql.port
            postgresql: {password: secret}                                       | password
            postgresql: {tls: {mode: on}}                                        | postgresql.tls.mode
            postgresql: {tls: {mode: verify-full}}                               | postgresql.tls.existingSecret
            postgresql: {owner: {existingSecret: ""}}                            | postgresql.owner.existingSecret
            postgresql: {gateway: {password: secret}}                            | password
            callerHash: {keyIds: []}                                             | callerHash.keyIds
            callerHash: {keyIds: ["a/b"]}                                        | callerHash.keyIds.0
            callerHash: {keys: [abc]}                                            | keys
            secrets: {store: file}                                               | secrets.store
            vault: {uri: ""}                                                     | vault.uri
            vault: {uri: "vault.internal:8200"}                                  | vault.uri
            vault: {token: hvs.abc}                                              | token
            vault: {authentication: token}                                       | vault.authentication
            vault: {mount: /secret}                                              | vault.mount
            vault: {kubernetes: {tokenSeconds: 60}}                              | vault.kubernetes.tokenSeconds
            vault: {appRole: {secretId: abc}}                                    | secretId
            redis: {url: "redis.internal:6379"}                                  | redis.url
            redis: {url: "redis://user:password@redis.internal"}                 | redis.url
            redis: {password: secret}                                            | password
            redis: {username: postern}                                           | redis.existingSecret
            outbound: {allow: ["10.0.0.0"]}                                      | outbound.allow.0
            logFormat: json                                                      | logFormat
            image: {pullPolicy: Sometimes}                                       | image.pullPolicy
            gateway: {image: {digest: abc}}                                      | gateway.image.digest
            gateway: {replicas: -1}                                              | gateway.replicas
            gateway: {replicaCount: 3}                                           | replicaCount
            gateway: {resources: {requests: {cpu: 1}, limits: {memory: 1G}}}     | gateway.resources.limits.memory
            gateway: {heapPercent: 90}                                           | gateway.heapPercent
            gateway: {heapPercent: 60, buffersPercent: 40}                       | gateway.heapPercent
            gateway: {stopDrainSeconds: 10s}                                     | gateway.stopDrainSeconds
            gateway: {publicUrl: "gateway.example.com"}                          | gateway.publicUrl
            gateway: {trace: {endpoint: "collector:4318"}}                       | gateway.trace.endpoint
            gateway: {trace: {sample: 1.5}}                                      | gateway.trace.sample
            gateway: {trace: {sample: "1"}}                                      | gateway.trace.sample
            gateway: {trace: {headers: {authorization: Bearer x}}}               | authorization
            gateway: {ingress: {enabled: true}}                                  | gateway.ingress.host
            adminApi: {ingress: {enabled: "yes"}}                                | adminApi.ingress.enabled
            adminApi: {httpRoute: {enabled: true}}                               | adminApi.httpRoute.parentRefs
            adminApi: {autoscaling: {minReplicas: 5}}                            | adminApi.autoscaling.maxReplicas
            adminApi: {oidc: {issuer: "https://login.example.com"}}              | adminApi.oidc.jwkSetUri
            gateway: {podDisruptionBudget: {maxUnavailable: 0}}                  | gateway.podDisruptionBudget.maxUnavailable
            gateway: {topologySpread: [{topologyKey: zone}]}                     | gateway.topologySpread.0
            gateway: {settings: {POSTERN_GATEWAY_REGION: eu}}                    | POSTERN_GATEWAY_REGION
            gateway: {settings: {spring.r2dbc.password: x}}                      | spring.r2dbc.password
            gateway: {settings: {postern.vault.token: x}}                        | postern.vault.token
            gateway: {settings: {"postern.caller-hash.keys[0].key": x}}          | postern.caller-hash.keys[0].key
            gateway: {settings: {postern.gateway.shutdown.drain: 1s}}            | postern.gateway.shutdown.drain
            gateway: {secretSettings: {spring.r2dbc.password: {existingSecret: s, key: k}}} | spring.r2dbc.password
            gateway: {secretSettings: {spring.r2dbc.name: {existingSecret: s}}}  | gateway.secretSettings.spring.r2dbc.name
            networkPolicy: {privateRanges: [private]}                            | networkPolicy.privateRanges.0
            networkPolicy: {gatewayFrom: [{selector: {}}]}                       | networkPolicy.gatewayFrom.0
            serviceMonitor: {interval: 30}                                       | serviceMonitor.interval
            test: {path: /api/prx_01/v1}                                         | test.existingSecret
            test: {path: "http://gateway/api"}                                   | test.path
            gatway: {replicas: 3}                                                | gatway
            """)
    void valuesWhenWrongThenAreRefusedByName(String values, String name) {
        // Helm's older versions write postgresql.host, its newer ones '/postgresql/host'.
        assertThatThrownBy(() -> Chart.renderedWith(values))
                .satisfies(refusal -> assertThat(
                                String.valueOf(refusal.getMessage()).replace('/', '.'))
                        .contains(name));
    }

    /** The values that have no values below them, by their whole names. */
    private static void collect(String name, JsonNode rule, Map<String, JsonNode> leaves) {
        JsonNode resolved = rule.has("$ref")
                ? Chart.schema().at(rule.required("$ref").stringValue().substring(1))
                : rule;
        if (name.equals("global")) {
            // Helm's own, where the chart is a part of another.
            return;
        }
        if (!resolved.has("properties") || name.endsWith(".resources")) {
            leaves.put(name, resolved);
            return;
        }
        assertThat(resolved.path("additionalProperties").asBoolean(true))
                .as(name)
                .isFalse();
        resolved.required("properties")
                .properties()
                .forEach(property -> collect(
                        name.isEmpty() ? property.getKey() : name + "." + property.getKey(),
                        property.getValue(),
                        leaves));
    }
}
