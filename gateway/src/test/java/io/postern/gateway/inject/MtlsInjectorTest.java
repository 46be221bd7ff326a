package io.postern.gateway.inject;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.postern.core.credential.MtlsSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.outbound.OutboundRequest;
import io.postern.testing.TestCertificates;
import io.postern.testing.TestCertificates.Issued;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MtlsInjectorTest extends InjectorContract<MtlsSpec> {

    static final Issued CLIENT = new TestCertificates().client("app");

    private final MtlsInjector injector = new MtlsInjector(InjectorsTest.others());

    @Override
    Injector<MtlsSpec> injector() {
        return injector;
    }

    @Override
    MtlsSpec spec() {
        return new MtlsSpec(null);
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.of(Map.of(
                "certificate", SecretValue.of(CLIENT.certificatePem()),
                "privateKey", SecretValue.of(CLIENT.privateKeyPem())));
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        // It stands in no place of the request.
    }

    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        return List.of();
    }

    @Override
    List<String> expectedQuery() {
        return List.of();
    }

    @Test
    void injectThenTheConnectionWillShowTheCertificate() {
        assertThat(Objects.requireNonNull(injected(request()).clientCertificate())
                        .chain())
                .containsExactly(CLIENT.bundle().getCertificate());
    }

    @Test
    void injectWhenPkcs12ThenTheSameCertificate() {
        SecretBundle secret = SecretBundle.of(
                Map.of("pkcs12", SecretValue.of(CLIENT.pkcs12("pw")), "password", SecretValue.of("pw")));
        OutboundRequest request = request();

        assertThat(injector.inject(spec(), secret, request)).isInstanceOf(Outcome.Passed.class);

        assertThat(request.clientCertificate()).isEqualTo(injected(request()).clientCertificate());
    }

    @Test
    void injectWhenTheSecretIsTheSameObjectThenItIsReadOnce() {
        SecretBundle secret = secret();
        OutboundRequest first = request();
        OutboundRequest second = request();
        injector.inject(spec(), secret, first);
        injector.inject(spec(), secret, second);

        assertThat(second.clientCertificate()).isSameAs(first.clientCertificate());
    }

    @Test
    void injectWhenTheTargetIsNotHttpsThenRefusedBeforeAnythingIsSent() {
        OutboundRequest request = new OutboundRequest(
                "GET", TargetUrl.parse("http://api.example.com"), "/a", List.of(), new DefaultHttpHeaders());

        Refusal refusal = refusal(spec(), secret(), request);

        assertThat(refusal.code()).isEqualTo(RefusalCode.UPSTREAM_TLS_FAILED);
        assertThat(refusal.message()).isEqualTo("A client certificate can only be shown to an https target");
    }

    @Test
    void injectWhenTheStoredKeyCanNotBeReadThenTheDetailNamesItAndShowsNothing() {
        SecretBundle secret = SecretBundle.of(Map.of(
                "certificate", SecretValue.of(CLIENT.certificatePem()), "privateKey", SecretValue.of("not-a-k3y")));

        Refusal refusal = refusal(spec(), secret, request());

        assertThat(refusal.code()).isEqualTo(RefusalCode.SECRET_UNAVAILABLE);
        assertThat(refusal.detail()).startsWith("privateKey: must be exactly one private key");
        assertThat(refusal.toString()).doesNotContain("not-a-k3y");
    }

    private Refusal refusal(MtlsSpec spec, SecretBundle secret, OutboundRequest request) {
        return ((Outcome.Refused<OutboundRequest>) injector.inject(spec, secret, request)).refusal();
    }
}
