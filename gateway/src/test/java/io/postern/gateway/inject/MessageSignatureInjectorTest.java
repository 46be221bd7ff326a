package io.postern.gateway.inject;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.credential.HmacSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageSignatureInjectorTest extends InjectorContract<HmacSpec> {

    /** RFC 9421, appendix B.1.5. */
    private static final String RFC_SHARED_SECRET =
            "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";

    /** RFC 9421, appendix B.1.4, without the lines around it. */
    private static final String RFC_ED25519 = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF";

    @Override
    Injector<HmacSpec> injector() {
        return HmacInjectorTest.at("2021-04-20T02:07:53Z");
    }

    private static HmacSpec spec(String algorithm, String components, String... members) {
        return HmacInjectorTest.parse("{" + (algorithm.startsWith("hmac") ? "'keyEncoding':'base64'," : "")
                + "'httpMessageSignature':{'algorithm':'" + algorithm + "','components':[" + components + "]"
                + String.join("", members) + "}}");
    }

    @Override
    HmacSpec spec() {
        return spec("hmac-sha256", "'@method','@target-uri','x-trace','content-digest','date'", ",'keyId':'k1'");
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.of("key", SecretValue.of(RFC_SHARED_SECRET));
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        request.headers().add("signature", "sig1=:own:");
        request.headers().add("Signature_Input", "sig1=()");
        request.headers().add("Content-Digest", "sha-256=:own:");
    }

    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        String digest = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
        String parameters = "(\"@method\" \"@target-uri\" \"x-trace\" \"content-digest\" \"date\");created=1618884473;"
                + "keyid=\"k1\"";
        String base = "\"@method\": POST\n"
                + "\"@target-uri\": https://api.example.com/base/v1/%7B%7Bkey%7D%7D/items?page=2&note=%7B%7Bkey%7D%7D&flag\n"
                + "\"x-trace\": first {{key}} {{token}}, second\n"
                + "\"content-digest\": " + digest + "\n"
                + "\"date\": Tue, 20 Apr 2021 02:07:53 GMT\n"
                + "\"@signature-params\": " + parameters;
        byte[] key = Base64.getDecoder().decode(RFC_SHARED_SECRET);
        String signature = Base64.getEncoder().encodeToString(hmac(key, base));
        return List.of(
                Map.entry("Date", "Tue, 20 Apr 2021 02:07:53 GMT"),
                Map.entry("Content-Digest", digest),
                Map.entry("Signature-Input", "sig1=" + parameters),
                Map.entry("Signature", "sig1=:" + signature + ":"));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
            mac.init(new javax.crypto.spec.SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    List<String> expectedQuery() {
        return List.of();
    }

    @Override
    BodyNeed expectedBodyNeed() {
        return new BodyNeed.Bytes(Integer.MAX_VALUE, false);
    }

    /** The request of RFC 9421, appendix B.2. */
    private static OutboundRequest rfcRequest() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Date", "Tue, 20 Apr 2021 02:07:55 GMT")
                .add("Content-Type", "application/json");
        OutboundRequest request = new OutboundRequest(
                "POST", TargetUrl.parse("https://example.com"), "/foo", List.of("param=Value", "Pet=dog"), headers);
        request.streamedBody(18);
        request.wholeBody("{\"hello\": \"world\"}".getBytes(StandardCharsets.UTF_8));
        return request;
    }

    @Test
    void injectWhenHmacVectorOfTheRfcThenAsPublished() {
        OutboundRequest request = rfcRequest();
        inject(
                spec(
                        "hmac-sha256",
                        "'date','@authority','content-type'",
                        ",'keyId':'test-shared-secret','label':'sig-b25'"),
                RFC_SHARED_SECRET,
                request);
        assertThat(request.headers().get("Signature-Input"))
                .isEqualTo("sig-b25=(\"date\" \"@authority\" \"content-type\")"
                        + ";created=1618884473;keyid=\"test-shared-secret\"");
        assertThat(request.headers().get("Signature"))
                .isEqualTo("sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:");
    }

    @Test
    void injectWhenEd25519VectorOfTheRfcThenAsPublished() {
        OutboundRequest request = rfcRequest();
        inject(
                spec(
                        "ed25519",
                        "'date','@method','@path','@authority','content-type','content-length'",
                        ",'keyId':'test-key-ed25519','label':'sig-b26'"),
                pem(RFC_ED25519),
                request);
        assertThat(request.headers().get("Signature-Input"))
                .isEqualTo("sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
                        + ";created=1618884473;keyid=\"test-key-ed25519\"");
        assertThat(request.headers().get("Signature"))
                .isEqualTo(
                        "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:");
    }

    @ParameterizedTest
    @CsvSource({
        "rsa-pss-sha512, RSA, 2048, RSASSA-PSS",
        "rsa-v1_5-sha256, RSA, 2048, SHA256withRSA",
        "ecdsa-p256-sha256, EC, 256, SHA256withECDSAinP1363Format",
        "ecdsa-p384-sha384, EC, 384, SHA384withECDSAinP1363Format"
    })
    void injectWhenAsymmetricThenThePublicKeyVerifies(String algorithm, String kind, int bits, String javaName)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(bits);
        KeyPair keys = generator.generateKeyPair();
        OutboundRequest request = rfcRequest();
        inject(
                spec(algorithm, "'@method'", ",'algorithmParameter':true,'expiresSeconds':300,'tag':'app'"),
                pem(Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())),
                request);

        String parameters = "(\"@method\");created=1618884473;expires=1618884773;alg=\"" + algorithm + "\";tag=\"app\"";
        assertThat(request.headers().get("Signature-Input")).isEqualTo("sig1=" + parameters);
        Signature verifier = Signature.getInstance(javaName);
        if (javaName.equals("RSASSA-PSS")) {
            verifier.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
        }
        verifier.initVerify(keys.getPublic());
        verifier.update(("\"@method\": POST\n\"@signature-params\": " + parameters).getBytes(StandardCharsets.UTF_8));
        String signature = request.headers().get("Signature");
        assertThat(verifier.verify(Base64.getDecoder().decode(signature.substring(6, signature.length() - 1))))
                .isTrue();
    }

    /** Examples of RFC 9421, sections 2.2.1 to 2.2.8. */
    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource(delimiter = '|', textBlock = """
            @method         | /path?param=value   | POST
            @target-uri     | /path?param=value   | https://www.example.com/path?param=value
            @authority      | /path?param=value   | www.example.com
            @scheme         | /path?param=value   | https
            @request-target | /path?param=value   | /path?param=value
            @request-target | /path               | /path
            @path           | /path?param=value   | /path
            @query          | /path?param=value&foo=bar&baz=bat%2Dman | ?param=value&foo=bar&baz=bat%2Dman
            @query          | /path               | ?
            @query-param;name=baz   | /path?param=value&foo=bar&baz=batman&qux= | batman
            @query-param;name=qux   | /path?param=value&foo=bar&baz=batman&qux= | ''
            @query-param;name=param | /path?param=value&foo=bar&baz=batman&qux= | value
            @query-param;name=var   | /parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace | this%20is%20a%20big%0Amultiline%20value
            @query-param;name=bar   | /parameters?var=1&bar=with+plus+whitespace | with%20plus%20whitespace
            @query-param;name=fa%C3%A7ade%22%3A%20 | /parameters?fa%C3%A7ade%22%3A%20=something | something
            """)
    void baseThenDerivedComponentsAreAsInTheRfc(String component, String target, String value) {
        HmacSpec spec = spec("hmac-sha256", "'" + component + "'");
        assertThat(base(spec, target, new DefaultHttpHeaders()).text())
                .isEqualTo(MessageSignatureBase.covered(java.util.Objects.requireNonNull(spec.httpMessageSignature()))
                                .replaceAll("^\\(|\\)$", "")
                        + ": " + value + "\n\"@signature-params\": p");
    }

    @Test
    void baseThenHeadersAreStrippedAndJoined() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Cache-Control", "max-age=60")
                .add("Cache-Control", "must-revalidate")
                .add("X-Empty", "");
        assertThat(base(spec("hmac-sha256", "'cache-control','x-empty','host'"), "/", headers)
                        .text())
                .isEqualTo("\"cache-control\": max-age=60, must-revalidate\n\"x-empty\": \n\"host\": www.example.com\n"
                        + "\"@signature-params\": p");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
            x-none                | /path?a=1     | a header that is not there
            @query-param;name=b   | /path?a=1     | a parameter that is not there
            @query-param;name=a   | /path?a=1&a=2 | a parameter that is there twice must not be signed
            content-length        | /path         | a request without a body has no length
            """)
    void injectWhenComponentIsMissingThenRefusedByName(String component, String target, String reason) {
        String[] parts = target.split("\\?", 2);
        OutboundRequest request = new OutboundRequest(
                "GET",
                TargetUrl.parse("https://www.example.com"),
                parts[0],
                parts.length == 1 ? List.of() : Arrays.asList(parts[1].split("&")),
                new DefaultHttpHeaders());
        Outcome<OutboundRequest> outcome =
                injector().inject(spec("hmac-sha256", "'" + component + "'"), secret(), request);
        assertThat(outcome).as(reason).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INJECTION_FAILED);
            assertThat(refused.refusal().message()).contains(component.replaceAll(";.*", ""));
        });
    }

    @Test
    void injectWhenNonceIsWantedThenItIsThere() {
        OutboundRequest request = rfcRequest();
        inject(spec("hmac-sha256", "'@method'", ",'nonce':true"), RFC_SHARED_SECRET, request);
        assertThat(request.headers().get("Signature-Input"))
                .isEqualTo("sig1=(\"@method\");created=1618884473;nonce=\"AAECAwQFBgcICQoLDA0ODw\"");
    }

    @Test
    void injectWhenDigestIsNotCoveredThenCallersStaysAndTheBodyStreams() {
        OutboundRequest request = rfcRequest();
        request.headers().add("Content-Digest", "sha-256=:the caller's:");
        HmacSpec spec = spec("hmac-sha256", "'@method'");
        inject(spec, RFC_SHARED_SECRET, request);
        assertThat(request.headers().get("Content-Digest")).isEqualTo("sha-256=:the caller's:");
        assertThat(injector().bodyNeed(spec)).isEqualTo(BodyNeed.NONE);
    }

    private void inject(HmacSpec spec, String key, OutboundRequest request) {
        assertThat(injector().inject(spec, SecretBundle.of("key", SecretValue.of(key)), request))
                .isInstanceOf(Outcome.Passed.class);
    }

    private static MessageSignatureBase base(HmacSpec spec, String target, HttpHeaders headers) {
        String[] parts = target.split("\\?", 2);
        OutboundRequest request = new OutboundRequest(
                "POST",
                TargetUrl.parse("https://www.example.com"),
                parts[0],
                parts.length == 1 ? List.of() : Arrays.asList(parts[1].split("&")),
                headers);
        return MessageSignatureBase.of(request, java.util.Objects.requireNonNull(spec.httpMessageSignature()), "p");
    }

    private static String pem(String base64) {
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    }
}
