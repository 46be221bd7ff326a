package io.postern.charts;

import static io.postern.charts.KubernetesObject.stream;
import static io.postern.charts.KubernetesObject.texts;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Where the policies let pods go. */
class ChartNetworkPolicyTest {

    @Test
    void policyOfTheGatewayThenLetsItIntoTheWorldButNotIntoPrivateRanges() {
        KubernetesObject policy = Chart.one(Chart.rendered("everything"), "NetworkPolicy", "postern-gateway");

        JsonNode world = stream(policy.at("/spec/egress"))
                .filter(rule -> rule.at("/to/0/ipBlock/cidr").asString("").equals("0.0.0.0/0"))
                .findFirst()
                .orElseThrow();
        assertThat(texts(world.at("/to/0/ipBlock/except")))
                .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10")
                .as("metadata services of clouds outside of those")
                .contains("168.63.129.16/32", "192.0.0.0/24")
                .noneMatch(range -> range.contains("::"));
        assertThat(world.at("/to/1/ipBlock/cidr").asString()).isEqualTo("::/0");
        assertThat(texts(world.at("/to/1/ipBlock/except"))).contains("fc00::/7", "fe80::/10", "64:ff9b::/96");
        assertThat(world.has("ports")).isFalse();
    }

    @Test
    void policyOfTheGatewayThenLetsItToTheAllowedAddresses() {
        KubernetesObject policy = Chart.one(Chart.rendered("everything"), "NetworkPolicy", "postern-gateway");

        assertThat(stream(policy.at("/spec/egress"))
                        .filter(rule ->
                                rule.at("/to").size() == 1 && rule.at("/to/0").has("ipBlock"))
                        .map(rule -> rule.at("/to/0/ipBlock/cidr").asString() + " "
                                + rule.at("/ports/0/port").asString("any") + " "
                                + rule.at("/ports/0/endPort").asString("")))
                .contains("10.1.2.0/24 443 ", "10.9.0.0/16 8000 8999", "192.168.7.9/32 any ", "fd00:7::/64 443 ");
    }

    @Test
    void policyOfTheAdminApiThenLetsItToItsStoresTheGatewayAndTheIssuerAlone() {
        KubernetesObject policy = Chart.one(Chart.rendered("everything"), "NetworkPolicy", "postern-admin-api");

        assertThat(stream(policy.at("/spec/egress"))
                        .map(rule -> rule.at("/ports/0/port").asInt()))
                .containsExactly(53, 5432, 8200, 9080, 443);
        assertThat(stream(policy.at("/spec/egress")).map(rule -> rule.has("to")))
                .doesNotContain(false);
        assertThat(stream(policy.at("/spec/ingress"))
                        .map(rule -> rule.at("/ports/0/port").asString()))
                .containsExactly("http", "management");
    }
}
