package io.postern.gateway.caller;

import io.postern.core.credential.BasicAuthCallerSpec;
import io.postern.gateway.inbound.PresentedCredential;
import java.util.Map;

class BasicAuthCallerAuthenticatorTest extends ComparedCallerKindContract<BasicAuthCallerSpec> {

    @Override
    CallerKind<BasicAuthCallerSpec> kind() {
        return new BasicAuthCallerAuthenticator(COMPARISON);
    }

    @Override
    BasicAuthCallerSpec spec() {
        return new BasicAuthCallerSpec();
    }

    @Override
    String right() {
        return "Basic asO8cmdlbjpww6Q6w58=";
    }

    @Override
    String wrong() {
        return "Basic asO8cmdlbjpwYTpzcw==";
    }

    @Override
    String comparable() {
        return "jürgen:pä:ß";
    }

    @Override
    Map<String, PresentedCredential> accepted() {
        return Map.of("the scheme in another case", CallerFixtures.header("BASIC asO8cmdlbjpww6Q6w58="));
    }

    @Override
    Map<String, PresentedCredential> refused() {
        return Map.of(
                "not Base64",
                CallerFixtures.header("Basic asO8cmdlbjpww6Q6w58=!"),
                "the alphabet for URLs is another one",
                CallerFixtures.header("Basic _-_-"),
                "Latin-1 is not UTF-8",
                CallerFixtures.header("Basic avxyZ2VuOnDkOt8="),
                "the scheme is missing",
                CallerFixtures.header("asO8cmdlbjpww6Q6w58="),
                "another scheme",
                CallerFixtures.header("Bearer asO8cmdlbjpww6Q6w58="));
    }
}
