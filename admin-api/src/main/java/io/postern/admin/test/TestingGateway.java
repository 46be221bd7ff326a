package io.postern.admin.test;

import io.postern.admin.http.ApiException;
import io.postern.admin.http.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Asks a gateway to call a target: the admin API can't read the secret that such a call needs. */
@Component
class TestingGateway {

    private static final Logger log = LoggerFactory.getLogger(TestingGateway.class);

    private final GatewayProperties properties;
    private final @Nullable WebClient gateway;

    TestingGateway(GatewayProperties properties) {
        this.properties = properties;
        this.gateway = properties.managementUrl() == null
                ? null
                : WebClient.create(properties.managementUrl().toString());
    }

    /** What came of it; fails with {@code gateway_unavailable} where no gateway could be asked. */
    Mono<TargetTestDocument> test(String ticket) {
        if (gateway == null) {
            return Mono.error(() -> unavailable("No gateway is configured that could test targets"));
        }
        return gateway.post()
                .uri("/actuator/targettests")
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("ticket", ticket))
                .retrieve()
                .bodyToMono(TargetTestDocument.class)
                .timeout(properties.testTimeout())
                .onErrorMap(failure -> {
                    log.warn(
                            "the gateway could not be asked to test a target: {}",
                            failure.getClass().getName());
                    return unavailable("The gateway can't be reached at the moment");
                })
                .switchIfEmpty(Mono.error(() -> unavailable("The gateway did not answer the test")));
    }

    private static ApiException unavailable(String message) {
        return new ApiException(ErrorCode.GATEWAY_UNAVAILABLE, message);
    }
}
