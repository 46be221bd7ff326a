package io.postern.gateway.caller;

import io.postern.core.credential.ApiKeyCallerSpec;
import io.postern.gateway.inbound.PresentedCredential;
import java.util.Map;

class ApiKeyCallerAuthenticatorTest extends ComparedCallerKindContract<ApiKeyCallerSpec> {

    @Override
    CallerKind<ApiKeyCallerSpec> kind() {
        return new ApiKeyCallerAuthenticator(COMPARISON);
    }

    @Override
    ApiKeyCallerSpec spec() {
        return ApiKeyCallerSpec.inUsualPlaces();
    }

    @Override
    String right() {
        return "pk_Right0000";
    }

    @Override
    String wrong() {
        return "pk_Wrong0000";
    }

    @Override
    String comparable() {
        return "pk_Right0000";
    }

    @Override
    Map<String, PresentedCredential> accepted() {
        return Map.ofEntries(
                Map.entry("after Bearer", CallerFixtures.header("Bearer pk_Right0000")),
                Map.entry("the scheme in another case", CallerFixtures.query("bEARER  pk_Right0000")),
                Map.entry("in X-API-Key", CallerFixtures.apiKeyHeader("pk_Right0000")),
                Map.entry(
                        "the same in all places",
                        new PresentedCredential("Bearer pk_Right0000", "pk_Right0000", "pk_Right0000", "pk_Right0000")),
                Map.entry(
                        "in the place of the credential's own",
                        new PresentedCredential(null, null, null, "pk_Right0000")),
                Map.entry("after the scheme that an SDK writes", CallerFixtures.header("token pk_Right0000")),
                Map.entry(
                        "as the user name of Basic without a password",
                        CallerFixtures.header("Basic cGtfUmlnaHQwMDAwOg==")),
                Map.entry(
                        "as the password of Basic with any user name",
                        CallerFixtures.header("Basic YXBpOnBrX1JpZ2h0MDAwMA==")),
                Map.entry("as the access key id of an AWS signature", CallerFixtures.header(aws("pk_Right0000"))),
                Map.entry(
                        "in X-API-Key beside an AWS signature with dummy keys",
                        new PresentedCredential(aws("dummy"), "pk_Right0000", null)),
                Map.entry(
                        "in its own place beside an AWS signature with dummy keys",
                        new PresentedCredential(aws("dummy"), null, null, "pk_Right0000")));
    }

    private static String aws(String keyId) {
        return "AWS4-HMAC-SHA256 Credential=" + keyId + "/20261122/eu-central-1/s3/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=0123";
    }

    @Override
    Map<String, PresentedCredential> refused() {
        return Map.of(
                "in X-API-Key nothing but the key is read",
                CallerFixtures.apiKeyHeader("Bearer pk_Right0000"),
                "X-API-Key is another one",
                new PresentedCredential("pk_Right0000", "pk_Wrong0000", null),
                "the place of its own has another one",
                new PresentedCredential("pk_Right0000", null, null, "pk_Wrong0000"),
                "X-API-Key is another one beside an AWS signature",
                new PresentedCredential(aws("pk_Right0000"), "pk_Wrong0000", null),
                "an AWS signature with another access key id",
                CallerFixtures.header(aws("pk_Wrong0000")),
                "a user name beside a password is no key",
                CallerFixtures.header("Basic cGtfUmlnaHQwMDAwOng="),
                "a scheme without its space is part of the key",
                CallerFixtures.header("Bearerpk_Right0000"),
                "case counts",
                CallerFixtures.header("PK_RIGHT0000"));
    }
}
