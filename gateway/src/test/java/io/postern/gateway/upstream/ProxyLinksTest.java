package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.proxy.CallTimeouts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyLinksTest {

    private static final String BASE = "https://api.example.com/v1";
    private static final String PUBLIC = "https://gateway.example.com/edge";
    private static final String PROXY = PUBLIC + "/api/prx_1";

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com/v1/items/5, /items/5",
        "https://api.example.com/v1, ''",
        "https://api.example.com/v1/, /",
        "https://api.example.com/v1?page=2, ?page=2",
        "https://api.example.com/v1/a%2Fb?u=https://other/..&x=%zz#there, /a%2Fb?u=https://other/..&x=%zz#there",
        "HTTPS://API.Example.com:443/v1/items, /items",
        "//api.example.com/v1/items, /items",
        "/v1/items, /items",
        "/v1/.hidden/a..b/..., /.hidden/a..b/...",
    })
    void rewriteWhenALinkIsToTheTargetItselfThenItLeadsToTheProxy(String link, String rest) {
        for (String name : new String[] {"Location", "Content-Location", "Operation-Location"}) {
            assertThat(rewritten(BASE, name, link)).isEqualTo(PROXY + rest);
        }
        assertThat(rewritten(BASE, "Link", "<" + link + ">; rel=next")).isEqualTo("<" + PROXY + rest + ">; rel=next");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://other.example.com/v1/items",
                "https://api.example.com.evil.example/v1/items",
                "https://api.example.com@evil.example/v1/items",
                "https://user@api.example.com/v1/items",
                "https://evil.example\\@api.example.com/v1",
                "https://api.example.com:8443/v1/items",
                "https://api.example.com:/v1/items",
                "http://api.example.com/v1/items",
                "http://api.example.com:443/v1/items",
                "https:/v1/items",
                "https:v1/items",
                "https://api.example.com/v2/items",
                "https://api.example.com/v10/items",
                "https://api.example.com/",
                "https://api.example.com",
                "https://api.example.com/V1/items",
                "https://api.example.com/v1/../v2",
                "https://api.example.com/v1/..",
                "https://api.example.com/v1/a/%2e%2E?x",
                "https://api.example.com/v1/./a",
                "https://api.example.com/v1/a\\..\\b",
                "https://api.example.com/v1/a b",
                "https://api.example.com/v1/é",
                "/",
                "/v2/items",
                "items/5",
                "../items",
                "?page=2",
                "#there",
                "",
                "mailto:somebody@api.example.com",
            })
    void rewriteWhenALinkIsToAnythingElseThenItStays(String link) {
        assertThat(rewritten(BASE, "Location", link)).isEqualTo(link);
        assertThat(rewritten(BASE, "Link", "<" + link + ">; rel=next")).isEqualTo("<" + link + ">; rel=next");
    }

    @ParameterizedTest
    @CsvSource({
        "http://api.example.com, http://api.example.com:80/a, /a",
        "http://api.example.com:8080, http://api.example.com:8080/a, /a",
        "https://[2001:db8::1]:8443/x, https://[2001:DB8::1]:8443/x/a, /a",
        "https://api.example.com, https://api.example.com, ''",
        "https://api.example.com, /, /",
    })
    void rewriteWhenTheBaseUrlHasAnotherFormThenItIsFound(String base, String link, String rest) {
        assertThat(rewritten(base, "Location", link)).isEqualTo(PROXY + rest);
    }

    @Test
    void rewriteWhenThereAreSeveralLinksThenEachIsLookedAtByItself() {
        HttpHeaders answer = new DefaultHttpHeaders()
                .add(
                        "Link",
                        "<https://api.example.com/v1/i?page=2>; rel=\"next\", <https://api.example.com/v1/i?page=9>;rel=last,"
                                + "<https://docs.example.com/v1>; rel=help; title=\"see \\\"<https://api.example.com/v1>\\\"\"")
                .add("Link", "</v1/i>; rel=first; anchor=\"https://api.example.com/v1\"")
                .add("X-Link", "<https://api.example.com/v1/i>");

        rewrite(BASE, answer);

        assertThat(answer.getAll("Link"))
                .containsExactly(
                        "<" + PROXY + "/i?page=2>; rel=\"next\", <" + PROXY + "/i?page=9>;rel=last,"
                                + "<https://docs.example.com/v1>; rel=help; title=\"see \\\"<https://api.example.com/v1>\\\"\"",
                        "<" + PROXY + "/i>; rel=first; anchor=\"https://api.example.com/v1\"");
        assertThat(answer.get("X-Link")).isEqualTo("<https://api.example.com/v1/i>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<https://api.example.com/v1/i", "<", "\"<https://api.example.com/v1>", "a\\", "\"\\", ">"})
    void rewriteWhenALinkHasNoEndThenItStays(String link) {
        assertThat(rewritten(BASE, "Link", link)).isEqualTo(link);
    }

    @Test
    void ofWhenNobodyKnowsWhereAppsReachTheGatewayThenLinksStay() {
        assertThat(ProxyLinks.of(null, Plans.to(BASE, CallTimeouts.DEFAULT, 0))).isNull();
    }

    private static @Nullable String rewritten(String base, String name, String value) {
        HttpHeaders answer = DefaultHttpHeadersFactory.headersFactory()
                .withValidation(false)
                .newHeaders()
                .add(name, value);
        rewrite(base, answer);
        return answer.get(name);
    }

    private static void rewrite(String base, HttpHeaders answer) {
        Objects.requireNonNull(ProxyLinks.of(PUBLIC, Plans.to(base, CallTimeouts.DEFAULT, 0)))
                .rewrite(answer);
    }
}
