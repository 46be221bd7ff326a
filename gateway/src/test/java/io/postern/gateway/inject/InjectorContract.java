package io.postern.gateway.inject;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialType;
import io.postern.core.credential.TargetCredentialSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What every injector keeps to. A subclass says what its kind places, and where.
 *
 * @param <S> the kind
 */
abstract class InjectorContract<S extends TargetCredentialSpec> {

    abstract Injector<S> injector();

    abstract S spec();

    abstract SecretBundle secret();

    /** Puts values of the caller's where the kind puts its own, in every form a target could take for it. */
    abstract void addCallersOwn(OutboundRequest request);

    /** The headers that {@link #request} has after the injection, in addition to its own. */
    abstract List<Map.Entry<String, String>> expectedHeaders();

    /** The query pairs that {@link #request} has after the injection, in addition to its own. */
    abstract List<String> expectedQuery();

    /** What the kind has to have of the body; kinds that sign no body and write into none let it stream. */
    BodyNeed expectedBodyNeed() {
        return BodyNeed.NONE;
    }

    static OutboundRequest request() {
        DefaultHttpHeaders headers = new DefaultHttpHeaders();
        headers.add("Accept", "application/json");
        headers.add("X-Trace", "first {{key}} {{token}}");
        headers.add("X-Trace", "second");
        return new OutboundRequest(
                "POST",
                TargetUrl.parse("https://api.example.com/base"),
                "/v1/%7B%7Bkey%7D%7D/items",
                List.of("page=2", "note=%7B%7Bkey%7D%7D", "flag"),
                headers);
    }

    final OutboundRequest injected(OutboundRequest request) {
        Outcome<OutboundRequest> outcome = injector().inject(spec(), secret(), request);
        assertThat(outcome).isInstanceOf(Outcome.Passed.class);
        assertThat(((Outcome.Passed<OutboundRequest>) outcome).value()).isSameAs(request);
        return request;
    }

    private void assertAsExpected(OutboundRequest request) {
        OutboundRequest before = request();
        List<Map.Entry<String, String>> headers = headers(request);
        assertThat(headers.subList(0, 3)).isEqualTo(headers(before));
        assertThat(headers.subList(3, headers.size())).isEqualTo(expectedHeaders());
        assertThat(request.query().subList(0, 3)).isEqualTo(before.query());
        assertThat(request.query().subList(3, request.query().size())).isEqualTo(expectedQuery());
        assertThat(request.path()).isEqualTo(before.path());
        assertThat(request.method()).isEqualTo(before.method());
        assertThat(request.target()).isEqualTo(before.target());
        assertThat(request.json()).isNull();
        expectedQuery().forEach(pair -> assertThat(request.requestTarget()).contains(pair));
    }

    /** Netty's own entries don't compare by value. */
    private static List<Map.Entry<String, String>> headers(OutboundRequest request) {
        return request.headers().entries().stream()
                .map(header -> Map.entry(header.getKey(), header.getValue()))
                .toList();
    }

    @Test
    void injectThenSecretIsPlacedAndNothingElseChanges() {
        assertAsExpected(injected(request()));
    }

    @Test
    void injectWhenCallerSentItsOwnValueThenOnlyOursIsLeft() {
        OutboundRequest request = request();
        addCallersOwn(request);
        assertAsExpected(injected(request));
    }

    @Test
    void injectWhenDoneTwiceThenSameAsOnce() {
        assertAsExpected(injected(injected(request())));
    }

    @Test
    void injectWhenSecretLacksAValueThenRefusedAsUnavailable() {
        if (spec().secretNames().isEmpty()) {
            assertAsExpected(injected(request()));
            return;
        }
        Outcome<OutboundRequest> outcome = InjectorsTest.all().inject(spec(), SecretBundle.empty(), request());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.SECRET_UNAVAILABLE));
    }

    @Test
    void injectThenNoTextOfInjectorSpecOrBundleHasTheSecret() {
        injected(request());
        secret().reveal(value -> value)
                .values()
                .forEach(value ->
                        assertThat(injector().toString() + spec() + secret()).doesNotContain(value));
    }

    /** What is stored is what the spec says of itself: a gateway that can't read it has no plan. */
    @Test
    void configThenItReadsAsTheSameSpec() {
        assertThat(CredentialKinds.parse(CredentialType.TARGET, spec().authType(), CredentialKinds.config(spec())))
                .isEqualTo(spec());
    }

    @Test
    void bodyNeedThenBodiesStreamUnlessTheKindLooksIntoThem() {
        assertThat(injector().bodyNeed(spec())).isEqualTo(expectedBodyNeed());
    }
}
