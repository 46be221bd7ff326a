package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** JWTs of the configured issuer, and of nobody else. */
@DirtiesContext
class OidcIT extends RunningAdminApi {

    private static final RSAKey KEY = key();
    private static final RSAKey OTHER = key();
    private static final DisposableServer ISSUER = HttpServer.create()
            .host("localhost")
            .port(0)
            .handle((request, response) -> response.header("Content-Type", "application/json")
                    .sendString(Mono.just(new JWKSet(KEY.toPublicJWK()).toString())))
            .bindNow();

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry registry) {
        registry.add("postern.admin.oidc.issuer", () -> "https://idp.example.com/");
        registry.add("postern.admin.oidc.jwk-set-uri", () -> "http://localhost:" + ISSUER.port() + "/keys");
        registry.add("postern.admin.oidc.audience", () -> "postern");
    }

    @AfterAll
    static void stop() {
        ISSUER.disposeNow();
    }

    @Test
    void requestWhenTheIssuersTokenThenAUserOfItsOwnOnFirstSightAndTheSameAfterwards() {
        String clientId = api("alice").newClient();
        assertThat(api("alice").get("/api/clients").expect(200).text("/clients/0/clientId"))
                .isEqualTo(clientId);
        assertThat(api("bob").get("/api/clients").expect(200).body().at("/clients"))
                .isEmpty();
        api("bob").get("/api/clients/" + clientId).expect(404);
        api().get("/api/clients").expect(200);
    }

    @Test
    void memberWhenAddedByTheSubjectThenComesWithTheIssuersTokenAndNeedsNoOther() {
        Api owner = api("owner");
        String client = owner.newClient();
        String path = "/api/clients/" + client + "/members";

        Api.Answer carol = owner.post(path, Api.json("{'subject':'carol','roles':['user']}"))
                .expect(201);

        assertThat(carol.text("/members/0/subject")).isEqualTo("carol");
        assertThat(carol.body().has("userToken")).isFalse();
        api("carol").get(path).expect(200);
        assertThat(api("carol").get("/api/users/me").expect(200).text("/users/0/userId"))
                .isEqualTo(carol.text("/members/0/userId"));
        api("dave").get(path).expect(404);
        owner.post(path, Api.json("{'subject':'dave','roles':['admin']}")).expect(201);
        owner.post(path, Api.json("{'subject':'dave','roles':['admin']}")).expect(409);
        api("dave").put("/api/clients/" + client, "{}").expect(200);
    }

    @Test
    void userTokenWhenMadeWithTheIssuersTokenThenOutlivesIt() {
        Api.Answer made = api("erin")
                .post("/api/users/me/tokens", Api.json("{'userTokenName':'Laptop'}"))
                .expect(201);
        assertThat(made.body().at("/userTokens/0/userTokenExpiresAt").isNull()).isTrue();
        assertThat(api().as(made.text("/userToken"))
                        .get("/api/users/me")
                        .expect(200)
                        .text("/users/0/subject"))
                .isEqualTo("erin");
    }

    @Test
    void requestWhenTheTokenIsNotForUsThen401() {
        Instant later = Instant.now().plusSeconds(60);
        refused(token(OTHER, "https://idp.example.com/", "postern", "alice", later), "signed by somebody else");
        refused(token(KEY, "https://idp.example.com", "postern", "alice", later), "another issuer");
        refused(token(KEY, "https://idp.example.com/", "other", "alice", later), "another audience");
        refused(
                token(
                        KEY,
                        "https://idp.example.com/",
                        "postern",
                        "alice",
                        Instant.now().minusSeconds(600)),
                "expired");
        refused(token(KEY, "https://idp.example.com/", "postern", "alice", null), "without an end");
        refused(token(KEY, "https://idp.example.com/", "postern", null, later), "without a subject");
        refused("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.", "unsigned");
    }

    private void refused(String token, String reason) {
        assertThat(api().as("Bearer " + token).get("/api/clients").status())
                .as(reason)
                .isEqualTo(401);
    }

    private Api api(String subject) {
        return api().as("Bearer "
                + token(
                        KEY,
                        "https://idp.example.com/",
                        "postern",
                        subject,
                        Instant.now().plusSeconds(60)));
    }

    private static String token(
            RSAKey key, String issuer, String audience, @Nullable String subject, @Nullable Instant expires) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(issuer)
                            .audience(audience)
                            .subject(subject)
                            .expirationTime(expires == null ? null : Date.from(expires))
                            .build());
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
