package io.postern.gateway.inject;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.credential.CustomSpec;
import io.postern.core.credential.MtlsSpec;
import io.postern.core.credential.OtherKind;
import io.postern.core.credential.Place;
import io.postern.core.credential.Placement;
import io.postern.core.credential.SecretTemplate;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MtlsWithAnotherKindInjectorTest extends InjectorContract<MtlsSpec> {

    private final MtlsInjector injector = new MtlsInjector(InjectorsTest.others());

    @Override
    Injector<MtlsSpec> injector() {
        return injector;
    }

    @Override
    MtlsSpec spec() {
        return with(Place.HEADER);
    }

    private static MtlsSpec with(Place place) {
        return new MtlsSpec(new OtherKind(
                new CustomSpec(List.of(new Placement(place, "X-Token", SecretTemplate.parse("<{{token}}>"))))));
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.of(Map.of(
                "certificate", SecretValue.of(MtlsInjectorTest.CLIENT.certificatePem()),
                "privateKey", SecretValue.of(MtlsInjectorTest.CLIENT.privateKeyPem()),
                "token", SecretValue.of("t0ken-S3cret")));
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        request.headers().add("x-token", "of the caller");
        request.headers().add("X_Token", "again");
    }

    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        return List.of(Map.entry("X-Token", "<t0ken-S3cret>"));
    }

    @Override
    List<String> expectedQuery() {
        return List.of();
    }

    @Test
    void injectThenTheConnectionWillShowTheCertificateToo() {
        assertThat(injected(request()).clientCertificate()).isNotNull();
    }

    @Test
    void bodyNeedWhenTheOtherKindLooksIntoTheBodyThenItsOwn() {
        assertThat(injector.bodyNeed(with(Place.BODY))).isEqualTo(BodyNeed.JSON);
    }
}
