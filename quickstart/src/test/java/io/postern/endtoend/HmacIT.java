package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.NeedsVault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Signed calls, checked over what has arrived, as the target's owner would. */
@NeedsVault
@ExtendWith(SharedServers.class)
class HmacIT {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private PosternServers servers;
    private Tenant tenant;

    @BeforeEach
    void tenant(PosternServers shared) {
        servers = shared;
        tenant = Tenant.create(shared);
    }

    private RecordedRequest call(String config, String secret, String method, String target, String body)
            throws Exception {
        String proxy =
                tenant.proxy(tenant.callerKey("app-key-1"), tenant.target(), tenant.injected("hmac", config, secret));
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + servers.gatewayPort() + "/api/" + proxy + target))
                        .header("Authorization", "app-key-1")
                        .header("Signature", "sig1=:caller:")
                        .header("Content-Digest", "sha-256=:caller:")
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        RecordedRequest received = RecordedRequest.of(servers.target().only(tenant.base()));
        assertThat(new String(received.body(), StandardCharsets.UTF_8)).isEqualTo(body);
        return received;
    }

    @Test
    void callWhenSignedAsAnExchangeWantsItThenTheTargetCanCheckIt() throws Exception {
        RecordedRequest received = call(
                "{'keyEncoding':'base64','sign':'{{timestamp}}{{method}}{{target}}{{body}}','inject':["
                        + "{'in':'header','name':'X-Key','value':'{{secret:keyId}}'},"
                        + "{'in':'header','name':'X-Time','value':'{{timestamp}}'},"
                        + "{'in':'header','name':'X-Sign','value':'{{signature:base64}}'}]}",
                "{'key':'c2hhcmVkLXNlY3JldA==','keyId':'key-7'}",
                "POST",
                "/orders?side=buy&n=1%2C5",
                "{ \"price\": 1.10 }");

        String time = received.header("x-time");
        assertThat(Long.parseLong(time))
                .isCloseTo(Instant.now().getEpochSecond(), org.assertj.core.data.Offset.offset(60L));
        assertThat(received.header("x-key")).isEqualTo("key-7");
        assertThat(received.header("x-sign"))
                .isEqualTo(Base64.getEncoder()
                        .encodeToString(hmac(
                                "shared-secret",
                                time + "POST" + tenant.base() + "/orders?side=buy&n=1%2C5" + "{ \"price\": 1.10 }")));
    }

    @Test
    void callWhenTheSignatureGoesIntoTheQueryThenItIsOverTheRestOfIt() throws Exception {
        RecordedRequest received = call(
                "{'sign':'{{query}}','inject':[{'in':'query','name':'signature','value':'{{signature:hex}}'},"
                        + "{'in':'query','name':'timestamp','value':'{{timestamp:millis}}'}]}",
                "{'key':'shared-secret'}",
                "GET",
                "/account?a=b&signature=own",
                "");

        String signed = received.query().substring(0, received.query().indexOf("&signature="));
        assertThat(signed).startsWith("a=b&timestamp=");
        assertThat(received.query())
                .isEqualTo(signed + "&signature=" + HexFormat.of().formatHex(hmac("shared-secret", signed)));
    }

    @Test
    void callWhenHttpMessageSignatureThenThePublicKeyVerifiesWhatArrived() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String pem = "-----BEGIN PRIVATE KEY-----\\n"
                + Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded()) + "\\n-----END PRIVATE KEY-----";
        RecordedRequest received = call(
                "{'httpMessageSignature':{'components':['@method','@target-uri','content-type','content-digest','date'],"
                        + "'keyId':'my-key','algorithm':'ed25519','nonce':true}}",
                "{'key':'" + pem + "'}",
                "PUT",
                "/things/1?a=b",
                "{\"hello\": \"wörld\"}");

        String input = received.header("signature-input");
        assertThat(input).startsWith("sig1=(\"@method\" \"@target-uri\" \"content-type\" \"content-digest\" \"date\")");
        String digest = "sha-256=:"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(received.body())) + ":";
        assertThat(received.header("content-digest")).isEqualTo(digest);
        String base = "\"@method\": PUT\n\"@target-uri\": " + servers.target().url() + received.target()
                + "\n\"content-type\": application/json\n\"content-digest\": " + digest + "\n\"date\": "
                + received.header("date") + "\n\"@signature-params\": " + input.substring("sig1=".length());
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(keys.getPublic());
        verifier.update(base.getBytes(StandardCharsets.UTF_8));
        String signature = received.header("signature");
        assertThat(signature).matches("sig1=:[A-Za-z0-9+/=]+:");
        assertThat(verifier.verify(Base64.getDecoder().decode(signature.substring(6, signature.length() - 1))))
                .isTrue();
    }

    private static byte[] hmac(String key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
