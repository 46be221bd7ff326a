package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.NeedsVault;
import io.postern.testing.PostgresFixture;
import io.postern.testing.VaultFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PostgreSQL or Vault goes away and comes back, and neither application is restarted. */
@NeedsVault
class OutageIT {

    private static final Duration BOUND = Duration.ofSeconds(45);
    private static final String REGION = "'credentialRegion':'eu-1'";

    private static PostgresFixture postgres;
    private static VaultFixture vault;
    private static PosternServers servers;

    private Tenant tenant;
    private String target;
    private String caller;
    private String injected;
    private String proxy;

    /** How Vault goes away, and how it comes back. */
    enum VaultOutage {
        SEALED {
            @Override
            void begin() {
                vault.seal();
            }

            @Override
            void end() {
                vault.unseal();
            }
        },
        KILLED {
            @Override
            void begin() {
                vault.kill();
            }

            @Override
            void end() {
                vault.start();
            }
        };

        abstract void begin();

        abstract void end();
    }

    @BeforeAll
    static void start() {
        postgres = PostgresFixture.ownServer();
        vault = VaultFixture.ownServer();
        servers = new PosternServers(postgres, vault, PosternServers.Keys.random());
    }

    @AfterAll
    static void stop() throws IOException {
        servers.close();
        vault.close();
        postgres.close();
    }

    @BeforeEach
    void proxy() {
        tenant = Tenant.create(servers);
        target = tenant.target();
        caller = tenant.callerKey("key-1");
        injected = tenant.injectedToken("token-1");
        proxy = tenant.proxy(caller, target, injected);
    }

    @Test
    void callsWhenPostgresIsAwayThenServedAndWritesAreRefusedWhole() {
        postgres.stop();
        try {
            Instant begin = Instant.now();
            for (String document : List.of(
                    Tenant.credentialDocument("target", "bearer", "{}", "{'token':'lost'}"),
                    Tenant.credentialDocument("proxy", "apiKey", "{}", "{'key':'lost'}"))) {
                Admin.Answer write = tenant.admin().post(tenant.path() + "/credentials", document);
                assertThat(write.expect(503).errorCode()).isEqualTo("database_unavailable");
            }
            Admin.Answer read = tenant.admin().get(tenant.path() + "/targets");
            assertThat(read.expect(503).errorCode()).isEqualTo("database_unavailable");
            assertThat(Duration.between(begin, Instant.now())).isLessThan(BOUND.multipliedBy(2));

            assertThat(status(proxy)).as("the secret was never read before").isEqualTo(200);
            assertProbes(200, 503);
            assertThat(servers.get("prx_unknown", "/a", "key-1").statusCode()).isEqualTo(404);
        } finally {
            postgres.start();
        }

        PosternServers.await(
                "the admin API is back",
                () -> tenant.admin().get(tenant.path() + "/credentials").status() == 200);
        assertThat(tenant.admin().get(tenant.path() + "/credentials").json().at("/credentials"))
                .hasSize(2);
        assertThat(servers.inVault().credentials(tenant.path())).containsExactly(injected);
        String later = tenant.proxy(caller, target, tenant.injectedToken("token-2"));
        assertThat(status(later)).as("the gateway caught up").isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(VaultOutage.class)
    void callsWhenVaultIsAwayThenCachedSecretsServeAndOthersAreRefused(VaultOutage outage) {
        String unread = tenant.proxy(caller, target, tenant.injectedToken("token-2"));
        assertThat(status(proxy)).isEqualTo(200);
        outage.begin();
        try {
            assertThat(status(proxy)).as("cached").isEqualTo(200);
            HttpResponse<String> refused = servers.get(unread, "/a", "key-1");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("\"code\":\"secret_unavailable\"");
            assertThat(refused.headers().firstValue("postern-error-source")).hasValue("gateway");
            assertThat(servers.target().received(tenant.base())).hasSize(2);
            assertProbes(200, 200);
            assertWritesOfSecretsAreRefusedWhole();
            assertThat(tenant.callerKey("key-2"))
                    .as("only a hash is kept of it")
                    .isNotEmpty();
        } finally {
            outage.end();
        }

        PosternServers.await("the secret is read", () -> status(unread) == 200);
        PosternServers.await(
                "secrets are written",
                () -> tenant.admin()
                                .put(
                                        tenant.path() + "/credentials/" + injected,
                                        "{'credentialSecret':{'token':'token-3'}}")
                                .status()
                        == 200);
        PosternServers.await(
                "the new one is used",
                () -> status(proxy) == 200
                        && servers.target().last(tenant.base()).contains("token-3"));
    }

    /** A restart mends nothing, and a gateway that serves is to be sent calls; an admin API without its database is not. */
    private static void assertProbes(int gatewayReadiness, int adminReadiness) {
        assertThat(probe(true, "liveness")).isEqualTo(200);
        assertThat(probe(false, "liveness")).isEqualTo(200);
        assertThat(probe(true, "readiness")).isEqualTo(gatewayReadiness);
        assertThat(probe(false, "readiness")).isEqualTo(adminReadiness);
    }

    private static int probe(boolean ofGateway, String name) {
        return servers.send(HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + servers.managementPort(ofGateway) + "/actuator/health/" + name))
                        .build())
                .statusCode();
    }

    private void assertWritesOfSecretsAreRefusedWhole() {
        Instant begin = Instant.now();
        String before = rows();
        Admin.Answer created = tenant.admin()
                .post(
                        tenant.path() + "/credentials",
                        Tenant.credentialDocument("target", "bearer", "{}", "{'token':'lost'}"));
        assertThat(created.expect(503).errorCode()).isEqualTo("secret_store_unavailable");
        Admin.Answer rotated = tenant.admin()
                .put(
                        tenant.path() + "/credentials/" + injected,
                        "{'credentialName':'Renamed'," + REGION + ",'credentialSecret':{'token':'lost'}}");
        assertThat(rotated.expect(503).errorCode()).isEqualTo("secret_store_unavailable");
        assertThat(rows()).isEqualTo(before);
        assertThat(Duration.between(begin, Instant.now())).isLessThan(BOUND);
    }

    private static String rows() {
        return String.join(
                "\n",
                DatabaseText.column(
                        servers.database(), "select t::text from credential t order by credential_id collate \"C\""));
    }

    private static int status(String proxy) {
        return servers.get(proxy, "/a", "key-1").statusCode();
    }
}
