package io.postern.admin.gateway;

import io.postern.admin.http.ApiException;
import io.postern.admin.http.ErrorCode;
import io.postern.admin.id.ResourceId;
import io.postern.core.hash.CallerHasher;
import io.postern.core.ticket.Ticket;
import io.postern.core.ticket.TicketPurpose;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Asks a gateway, over its management port and with a signed ticket, for what the admin API can't do: it reads no secret. */
@Component
public class AskedGateway {

    private static final Logger log = LoggerFactory.getLogger(AskedGateway.class);
    private static final long TICKET_SECONDS = 30;

    private final GatewayProperties properties;
    private final CallerHasher hasher;
    private final Clock clock;
    private final @Nullable WebClient gateway;

    AskedGateway(GatewayProperties properties, CallerHasher hasher, Clock clock) {
        this.properties = properties;
        this.hasher = hasher;
        this.clock = clock;
        this.gateway = properties.managementUrl() == null
                ? null
                : WebClient.create(properties.managementUrl().toString());
    }

    /**
     * What came of it; fails with {@code gateway_unavailable} where no gateway could be asked. That whoever asks may is
     * checked before.
     *
     * @param claims what the purpose's ticket says
     */
    public <T> Mono<T> ask(TicketPurpose purpose, Map<String, String> claims, Class<T> answer) {
        if (gateway == null) {
            return Mono.error(() -> unavailable("No gateway is configured that could do this"));
        }
        return gateway.post()
                .uri("/actuator/" + purpose.endpoint())
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("ticket", ticket(purpose, claims)))
                .retrieve()
                .bodyToMono(answer)
                .timeout(properties.testTimeout())
                .onErrorMap(failure -> {
                    log.warn(
                            "the gateway could not be asked for {}: {}",
                            purpose,
                            failure.getClass().getName());
                    return unavailable("The gateway can't be reached at the moment");
                })
                .switchIfEmpty(Mono.error(() -> unavailable("The gateway did not answer")));
    }

    private String ticket(TicketPurpose purpose, Map<String, String> claims) {
        return new Ticket(
                        purpose,
                        claims,
                        ResourceId.next("tkt_"),
                        clock.instant().plusSeconds(TICKET_SECONDS))
                .issue(hasher);
    }

    private static ApiException unavailable(String message) {
        return new ApiException(ErrorCode.GATEWAY_UNAVAILABLE, message);
    }
}
