package io.postern.gateway.caller;

import io.postern.core.credential.BearerCallerSpec;
import io.postern.gateway.inbound.PresentedCredential;
import java.util.Map;

class BearerCallerAuthenticatorTest extends ComparedCallerKindContract<BearerCallerSpec> {

    @Override
    CallerKind<BearerCallerSpec> kind() {
        return new BearerCallerAuthenticator(COMPARISON);
    }

    @Override
    BearerCallerSpec spec() {
        return new BearerCallerSpec();
    }

    @Override
    String right() {
        return "Bearer t0ken-Right";
    }

    @Override
    String wrong() {
        return "Bearer t0ken-Wrong";
    }

    @Override
    String comparable() {
        return "t0ken-Right";
    }

    @Override
    Map<String, PresentedCredential> accepted() {
        return Map.of(
                "the scheme in another case",
                CallerFixtures.header("bearer t0ken-Right"),
                "X-API-Key is not looked at",
                new PresentedCredential("Bearer t0ken-Right", "another", null));
    }

    @Override
    Map<String, PresentedCredential> refused() {
        return Map.of(
                "the scheme is missing",
                CallerFixtures.header("t0ken-Right"),
                "X-API-Key is for keys",
                CallerFixtures.apiKeyHeader("t0ken-Right"),
                "another scheme",
                CallerFixtures.header("Token t0ken-Right"),
                "the scheme twice",
                CallerFixtures.header("Bearer Bearer t0ken-Right"));
    }
}
