package io.postern.core.credential;

/**
 * A kind of credential that the gateway shows to a target. To add one: its record here, its injector in the gateway (a
 * start-up check looks for it), a subclass of {@code InjectorContract}, and its page under {@code docs/credentials}. A kind
 * whose token is fetched first is a {@link FetchedTokenSpec} too, and has a token source in place of the injector.
 */
public sealed interface TargetCredentialSpec extends CredentialSpec
        permits ApiKeySpec,
                BearerSpec,
                BasicAuthSpec,
                JwtSpec,
                CustomSpec,
                OAuth2Spec,
                NoneSpec,
                AwsSigV4Spec,
                HmacSpec,
                CustomTokenSpec {}
