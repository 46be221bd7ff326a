package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.NeedsVault;
import io.postern.testing.RepositoryRoot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every metric that the dashboard and the alerts name is one that the applications have. */
@NeedsVault
@ExtendWith(SharedServers.class)
class DashboardIT {

    private static final Pattern METRIC =
            Pattern.compile("(?<![a-z0-9_:\"])(?:postern|http_server|r2dbc|jvm|process)_[a-z0-9_]+");

    /** There once a credential has what ends, and was looked at; and with Redis. */
    private static final Set<String> LATER = Set.of(
            "postern_credential_expiry_timestamp_seconds", "postern_limit_redis_up", "postern_limit_alone_total");

    @Test
    void metricsWhenNamedByTheDashboardOrAnAlertThenAreScraped(PosternServers servers) throws IOException {
        Tenant tenant = Tenant.create(servers);
        String proxy =
                tenant.proxy(tenant.callerKey("key-of-an-app"), tenant.target(), tenant.injectedToken("token-1"));
        assertThat(servers.get(proxy, "/a", "key-of-an-app").statusCode()).isEqualTo(200);
        System.gc();

        Set<String> scraped = new TreeSet<>(scrape(servers, true));
        scraped.addAll(scrape(servers, false));
        Set<String> named = new TreeSet<>();
        for (String expression : expressions()) {
            METRIC.matcher(expression).results().forEach(metric -> named.add(metric.group()));
        }
        named.removeAll(LATER);

        assertThat(named).hasSizeGreaterThan(40);
        assertThat(scraped).containsAll(named);
    }

    private static Set<String> scrape(PosternServers servers, boolean ofGateway) {
        return servers.send(HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + servers.managementPort(ofGateway) + "/actuator/prometheus"))
                        .build())
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("[{ ].*", ""))
                .collect(Collectors.toSet());
    }

    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        JsonNode dashboard = JsonMapper.shared()
                .readTree(RepositoryRoot.path()
                        .resolve("charts/postern/files/dashboard.json")
                        .toFile());
        dashboard.findValues("expr").forEach(expression -> expressions.add(expression.stringValue()));
        assertThat(expressions).hasSizeGreaterThan(40);
        Matcher alerts = Pattern.compile(
                        "expr: (?:>-\\n)?((?:.*\\n)+?)(?= *(?:for|labels|- record|- alert|annotations):)")
                .matcher(Files.readString(RepositoryRoot.path().resolve("charts/postern/files/alerts.yaml")));
        int before = expressions.size();
        alerts.results().forEach(alert -> expressions.add(alert.group(1)));
        assertThat(expressions.size() - before).isGreaterThan(20);
        return expressions;
    }
}
