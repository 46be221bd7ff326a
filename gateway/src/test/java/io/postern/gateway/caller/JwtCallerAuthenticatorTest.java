package io.postern.gateway.caller;

import io.postern.core.credential.JwtCallerSpec;
import io.postern.gateway.inbound.PresentedCredential;
import java.util.Map;

class JwtCallerAuthenticatorTest extends ComparedCallerKindContract<JwtCallerSpec> {

    @Override
    CallerKind<JwtCallerSpec> kind() {
        return new JwtCallerAuthenticator(COMPARISON);
    }

    @Override
    JwtCallerSpec spec() {
        return new JwtCallerSpec();
    }

    @Override
    String right() {
        return "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl";
    }

    @Override
    String wrong() {
        return "eyJhbGciOiJIUzI1NiJ9.e30.d3JvbmdvbmU";
    }

    @Override
    String comparable() {
        return "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl";
    }

    @Override
    Map<String, PresentedCredential> accepted() {
        return Map.of("after Bearer", CallerFixtures.header("Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"));
    }

    @Override
    Map<String, PresentedCredential> refused() {
        return Map.of("X-API-Key is for keys", CallerFixtures.apiKeyHeader("eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"));
    }
}
