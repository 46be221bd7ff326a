package io.postern.core.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What stored secrets say of their own end. */
class StoredEndTest {

    private static final TargetCredentialSpec FIXED = parse("jwt", "{}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'exp':1795348800} | 2026-11-22T12:00:00Z",
                "{'exp':1795348800.25} | 2026-11-22T12:00:00.250Z",
                "{'exp':1e300} | 9999-12-31T23:59:59Z",
                "{'exp':-5} | 1970-01-01T00:00:00Z"
            })
    void storedEndWhenTheTokenIsAJwtWithAnEndThenThat(String claims, String end) {
        assertThat(FIXED.storedEnd(jwt(claims))).isEqualTo(Instant.parse(end));
        assertThat(new BearerSpec(null).storedEnd(jwt(claims))).isEqualTo(Instant.parse(end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'sub':'a'}", "{'exp':'tomorrow'}", "{'exp':null}", "[]", "7", "{'exp':", "\u0000"})
    void storedEndWhenTheJwtHasNoEndThenNone(String claims) {
        assertThat(FIXED.storedEnd(jwt(claims))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "opaque", "..", "a.b", "a.b.c", "a.b.c.d", "a.*.c", "github_pat_11ABC"})
    void storedEndWhenTheTokenIsNoJwtThenNone(String token) {
        assertThat(FIXED.storedEnd(SecretBundle.of("token", SecretValue.of(token))))
                .isNull();
        assertThat(new BearerSpec(null).storedEnd(SecretBundle.of("token", SecretValue.of(token))))
                .isNull();
    }

    @Test
    void storedEndWhenTheValueIsMissingThenNone() {
        assertThat(FIXED.storedEnd(SecretBundle.empty())).isNull();
    }

    @Test
    void storedEndWhenTheGatewaySignsItselfThenNone() {
        TargetCredentialSpec signed = parse("jwt", "{'algorithm':'ES256'}");

        assertThat(signed.storedEnd(jwt("{'exp':1795348800}"))).isNull();
    }

    @Test
    void storedEndWhenTheJwtStandsBesideACertificateThenItsEnd() {
        TargetCredentialSpec both = parse("mtls", "{'with':{'credentialAuthType':'jwt'}}");

        assertThat(both.storedEnd(jwt("{'exp':1795348800}"))).isEqualTo(Instant.parse("2026-11-22T12:00:00Z"));
    }

    @Test
    void storedEndWhenTheKindSaysNothingOfItThenNone() {
        assertThat(new ApiKeySpec(null, null)
                        .storedEnd(
                                SecretBundle.of("key", jwt("{'exp':1795348800}").value("token"))))
                .isNull();
    }

    private static SecretBundle jwt(String claims) {
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return SecretBundle.of("token", SecretValue.of("eyJhbGciOiJIUzI1NiJ9." + payload + ".c2ln"));
    }

    private static TargetCredentialSpec parse(String kind, String config) {
        return (TargetCredentialSpec) CredentialKinds.parse(
                CredentialType.TARGET, kind, (ObjectNode) JsonMapper.shared().readTree(config.replace('\'', '"')));
    }
}
