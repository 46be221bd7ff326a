package io.postern.gateway.inject;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialType;
import io.postern.core.credential.HmacSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class HmacInjectorTest extends InjectorContract<HmacSpec> {

    private static final byte[] NONCE = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

    static HmacInjector at(String time) {
        return new HmacInjector(Clock.fixed(Instant.parse(time), ZoneOffset.UTC), NONCE::clone);
    }

    static HmacSpec parse(String config) {
        ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(config.replace('\'', '"'));
        return (HmacSpec) CredentialKinds.parse(CredentialType.TARGET, "hmac", json);
    }

    @Override
    Injector<HmacSpec> injector() {
        return at("2026-11-22T06:00:00.123Z");
    }

    @Override
    HmacSpec spec() {
        return parse("{'sign':'{{timestamp:millis}}{{method}}{{target}}{{header:X-Key}}','inject':["
                + "{'in':'header','name':'X-Signature','value':'v1={{signature:hex}}'},"
                + "{'in':'header','name':'X-Key','value':'{{secret:id}}'},"
                + "{'in':'query','name':'ts','value':'{{timestamp:millis}}'}]}");
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.of(Map.of("key", SecretValue.of("S3cret-key"), "id", SecretValue.of("1d-S3cret")));
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        request.headers().add("x_signature", "v1=own");
        request.headers().add("X-KEY", "own");
        request.query().add("t%73=1");
    }

    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        String signed = "1795327200123POST/base/v1/%7B%7Bkey%7D%7D/items?page=2&note=%7B%7Bkey%7D%7D&flag"
                + "&ts=17953272001231d-S3cret";
        return List.of(
                Map.entry("X-Key", "1d-S3cret"),
                Map.entry("X-Signature", "v1=" + HexFormat.of().formatHex(hmac("HmacSHA256", "S3cret-key", signed))));
    }

    @Override
    List<String> expectedQuery() {
        return List.of("ts=1795327200123");
    }

    static byte[] hmac(String algorithm, String key, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OutboundRequest order(String body) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Content-Type", "application/json")
                .add("X-Two", "a")
                .add("X-Two", "b");
        OutboundRequest request = new OutboundRequest(
                "POST", TargetUrl.parse("https://api.example.com:8443/v2"), "/orders", List.of("a=1", "b"), headers);
        request.streamedBody(-1);
        request.wholeBody(body.getBytes(StandardCharsets.UTF_8));
        return request;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {{method}}           | POST
            {{method:lower}}     | post
            {{path}}             | /v2/orders
            {{query}}            | a=1&b
            {{target}}           | /v2/orders?a=1&b
            {{host}}             | api.example.com:8443
            {{header:x-two}}     | a, b
            {{header:X-None}}    | ''
            {{header:Content-Length}} | 4
            {{header:Host}}      | api.example.com:8443
            {{timestamp}}        | 1795327200
            {{timestamp:seconds}} | 1795327200
            {{timestamp:millis}} | 1795327200123
            {{timestamp:iso8601}} | 2026-11-22T06:00:00Z
            {{timestamp:httpDate}} | Sun, 22 Nov 2026 06:00:00 GMT
            {{nonce}}            | 000102030405060708090a0b0c0d0e0f
            {{nonce:uuid}}       | 00010203-0405-4607-8809-0a0b0c0d0e0f
            {{body}}             | hällo
            {{ bodyDigest:md5:hex }} | 7d793037a0760186574b0282f2f435e7
            {{bodyDigest:sha1:base64}} | fCEUM/AgcVl3Qeb/Wo6jR4mrv0M=
            {{bodyDigest:sha256:hex}} | 486ea46224d1bb4fb680f34f7c9ad96a8f24ec88be73ea8e5a6c65260e9cb8a7
            {{secret:id}}        | an-id
            <{{method}}>{{path}} | <POST>/v2/orders
            """)
    void injectThenEachValueIsWhatTheTargetGets(String template, String expected) {
        String body =
                template.contains("header:Content-L") ? "body" : template.contains("{{body}}") ? "hällo" : "world";
        OutboundRequest request = order(body);
        String id = template.contains("secret") ? "an-id" : null;
        Map<String, SecretValue> secret = new TreeMap<>(Map.of("key", SecretValue.of("k")));
        if (id != null) {
            secret.put("id", SecretValue.of(id));
        }
        HmacSpec spec = parse(
                "{'sign':'" + template + "','inject':[{'in':'header','name':'X-Sig','value':'{{signature:base64}}'}]}");

        assertThat(injector().inject(spec, SecretBundle.of(secret), request)).isInstanceOf(Outcome.Passed.class);

        assertThat(request.headers().get("X-Sig"))
                .isEqualTo(Base64.getEncoder().encodeToString(hmac("HmacSHA256", "k", expected)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "hmac-sha1, hex, HmacSHA1",
        "hmac-sha256, base64url, HmacSHA256",
        "hmac-sha384, base64, HmacSHA384",
        "hmac-sha512, base64, HmacSHA512"
    })
    void injectThenAlgorithmAndEncodingAreTheCredentials(String algorithm, String encoding, String javaName) {
        OutboundRequest request = order("");
        HmacSpec spec =
                parse("{'algorithm':'" + algorithm + "','sign':'{{method}}\\n{{path}}','inject':[{'in':'header',"
                        + "'name':'X-Sig','value':'{{signature:" + encoding + "}}'}]}");
        injector().inject(spec, SecretBundle.of("key", SecretValue.of("k")), request);
        byte[] expected = hmac(javaName, "k", "POST\n/v2/orders");
        assertThat(request.headers().get("X-Sig"))
                .isEqualTo(
                        switch (encoding) {
                            case "hex" -> HexFormat.of().formatHex(expected);
                            case "base64" -> Base64.getEncoder().encodeToString(expected);
                            default -> Base64.getUrlEncoder().withoutPadding().encodeToString(expected);
                        });
    }

    @ParameterizedTest
    @CsvSource({"base64, a2V5, key", "hex, 6b6579, key", "text, a2V5, a2V5"})
    void injectThenKeyIsReadInItsEncoding(String encoding, String written, String key) {
        OutboundRequest request = order("");
        HmacSpec spec = parse("{'keyEncoding':'" + encoding
                + "','sign':'{{method}}','inject':[{'in':'query','name':'s','value':'{{signature:hex}}'}]}");
        injector().inject(spec, SecretBundle.of("key", SecretValue.of(written)), request);
        assertThat(request.query()).endsWith("s=" + HexFormat.of().formatHex(hmac("HmacSHA256", key, "POST")));
    }

    @Test
    void injectWhenStoredKeyIsNotInItsEncodingThenRefusedWithoutIt() {
        HmacSpec spec = parse("{'keyEncoding':'hex','sign':'{{method}}','inject':[{'in':'query','name':'s',"
                + "'value':'{{signature:hex}}'}]}");
        Outcome<OutboundRequest> outcome =
                InjectorsTest.all().inject(spec, SecretBundle.of("key", SecretValue.of("not-hex-S3cret")), order(""));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.refusal().code()).isEqualTo(RefusalCode.SECRET_UNAVAILABLE);
            assertThat(refused.refusal().toString()).doesNotContain("S3cret");
        });
    }

    @Test
    void bodyNeedWhenTheBodyIsSignedThenItsBytes() {
        String placed = "'inject':[{'in':'query','name':'s','value':'{{signature:hex}}'}]}";
        for (String sign : List.of("{{body}}", "{{bodyDigest:sha256:hex}}")) {
            assertThat(injector().bodyNeed(parse("{'sign':'" + sign + "'," + placed)))
                    .isEqualTo(new BodyNeed.Bytes(Integer.MAX_VALUE, false));
        }
        assertThat(injector()
                        .bodyNeed(parse("{'sign':'{{method}}','inject':[{'in':'header','name':'X','value':"
                                + "'{{bodyDigest:sha256:hex}}{{signature:hex}}'}]}")))
                .isInstanceOf(BodyNeed.Bytes.class);
    }
}
