package io.postern.endtoend;

import static io.postern.endtoend.PosternServers.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.NeedsVault;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an admin changes is what the next calls meet. */
@NeedsVault
@ExtendWith(SharedServers.class)
class ChangesTakeEffectIT {

    private PosternServers servers;
    private Tenant tenant;
    private String target;
    private String caller;
    private String injected;
    private String proxy;

    @BeforeEach
    void proxy(PosternServers shared) {
        servers = shared;
        tenant = Tenant.create(shared);
        target = tenant.target();
        caller = tenant.callerKey("key-1");
        injected = tenant.injectedToken("token-1");
        proxy = tenant.proxy(caller, target, injected);
    }

    @Test
    void targetWhenItKeepsItsOwnLinksThenTheyPassAndElseTheyLeadToTheProxy() {
        String next = servers.target().url() + tenant.base() + "/a?page=2";
        servers.target()
                .on(
                        tenant.base(),
                        RecordingTarget.answering(
                                "201 Created\r\nLocation: " + next + "\r\nLink: <" + next + ">; rel=next", ""));

        HttpResponse<String> answer = servers.get(proxy, "/a", "key-1");
        assertThat(answer.headers().allValues("Location"))
                .containsExactly("https://gateway.example/edge/api/" + proxy + "/a?page=2");
        assertThat(answer.headers().allValues("Link"))
                .containsExactly("<https://gateway.example/edge/api/" + proxy + "/a?page=2>; rel=next");

        put("targets/" + target, "{'targetOwnLinks':'keep'}");

        await(
                "links pass as they are",
                () -> servers.get(proxy, "/a", "key-1")
                        .headers()
                        .allValues("Location")
                        .contains(next));
    }

    @Test
    void credentialWhenRotatedThenTheTargetGetsTheNewSecret() {
        assertThat(status("/a", "key-1")).isEqualTo(200);
        assertThat(servers.target().last(tenant.base())).contains("Bearer token-1\r\n");

        put("credentials/" + injected, "{'credentialSecret':{'token':'token-2'}}");

        await(
                "the new secret is used",
                () -> status("/a", "key-1") == 200
                        && servers.target().last(tenant.base()).contains("Bearer token-2\r\n"));
    }

    @Test
    void callerKeyWhenRotatedThenTheOldOneCountsWithinItsGraceOnly() {
        put("credentials/" + caller, "{'credentialSecret':{'key':'key-2'}}");

        await("the new key is taken", () -> status("/a", "key-2") == 200);
        assertThat(status("/a", "key-1"))
                .as("the default grace is five minutes")
                .isEqualTo(200);

        put("credentials/" + caller, "{'credentialSecret':{'key':'key-3'},'credentialRotationGraceSeconds':0}");

        await("the third key is taken", () -> status("/a", "key-3") == 200);
        assertThat(status("/a", "key-2")).as("no grace").isEqualTo(401);
    }

    @Test
    void ruleWhenCreatedChangedAndDeletedThenCallsFollow() {
        String rule = tenant.rule("targets/" + target, "{'effect':'deny','path':{'template':'/v1/{any}'}}");
        await("it denies", () -> status("/v1/a", "key-1") == 403);
        HttpResponse<String> denied = servers.get(proxy, "/v1/a", "key-1");
        assertThat(denied.body()).contains("\"code\":\"denied_by_rule\"").contains(rule);
        assertThat(status("/v2/a", "key-1")).isEqualTo(200);

        put("targets/" + target + "/rules/" + rule, "{'effect':'deny','path':{'template':'/v2/{any}'}}");
        await("it denies the other", () -> status("/v2/a", "key-1") == 403);
        assertThat(status("/v1/a", "key-1")).isEqualTo(200);

        tenant.admin()
                .delete(tenant.path() + "/targets/" + target + "/rules/" + rule)
                .expect(200);
        await("it is gone", () -> status("/v2/a", "key-1") == 200);
    }

    @Test
    void proxyWhenSwitchedOffThenCallsAreRefusedUntilItIsOnAgain() {
        put("proxies/" + proxy, "{'proxyActive':false}");
        await("it is off", () -> status("/a", "key-1") == 403);
        assertThat(servers.get(proxy, "/a", "key-1").body()).contains("proxy_inactive");

        put("proxies/" + proxy, "{'proxyActive':true}");
        await("it is on", () -> status("/a", "key-1") == 200);
    }

    @Test
    void targetWhenMovedThenCallsGoToItsNewAddress() {
        put("targets/" + target, "{'targetBaseURL':'" + servers.target().url() + tenant.base() + "/moved'}");

        await(
                "it has moved",
                () -> status("/a", "key-1") == 200
                        && servers.target().last(tenant.base()).startsWith("GET " + tenant.base() + "/moved/a "));
    }

    @Test
    void targetWhenDeletedThenItsProxiesAreUnknownAndItsCredentialsCanGo() {
        tenant.admin().delete(tenant.path() + "/credentials/" + injected).expect(409);

        Admin.Answer deleted =
                tenant.admin().delete(tenant.path() + "/targets/" + target).expect(200);

        assertThat(deleted.text()).isEqualTo("{\"message\":\"Target deleted successfully\"}");
        await("it is unknown", () -> status("/a", "key-1") == 404);
        assertThat(servers.get(proxy, "/a", "key-1").body()).contains("\"code\":\"proxy_not_found\"");
        tenant.admin().get(tenant.path() + "/proxies/" + proxy).expect(404);
        tenant.admin().delete(tenant.path() + "/credentials/" + injected).expect(200);
        assertThat(servers.inVault().status(tenant.path(), injected)).isEqualTo(404);
    }

    private int status(String path, String key) {
        return servers.get(proxy, path, key).statusCode();
    }

    private void put(String resource, String document) {
        tenant.admin().put(tenant.path() + "/" + resource, document).expect(200);
    }
}
