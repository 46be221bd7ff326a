package io.postern.admin.outbound;

import io.postern.core.address.AddressGuard;
import io.postern.core.field.FieldError;
import io.postern.core.field.InvalidFieldsException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Refuses hosts that the gateway's address guard would refuse, so that the mistake shows where it is made. It protects
 * nothing by itself: a name may mean another address later, and the gateway checks each one that it connects to. A name
 * that can't be looked up here is accepted for the same reason.
 */
@Component
public class OutboundCheck {

    private final AddressGuard guard;
    private final Duration timeout;
    // Look-ups block, and a slow name server must hold up nothing else.
    private final Scheduler lookUps = Schedulers.newBoundedElastic(8, 1000, "look-up");

    OutboundCheck(OutboundProperties properties) {
        this.guard = properties.guard();
        this.timeout = properties.lookUpTimeout();
    }

    /** Completes where the host may be called; fails with an {@link InvalidFieldsException} at that path where not. */
    public Mono<Void> check(String host, int port, List<String> path) {
        Optional<String> refusal = guard.refusalOfHost(host, port);
        if (refusal.isPresent()) {
            return Mono.error(invalid(refusal.get(), path));
        }
        return Mono.fromCallable(() -> resolvedRefusal(host, port))
                .subscribeOn(lookUps)
                .timeout(timeout, Mono.just(Optional.empty()))
                .onErrorReturn(java.util.concurrent.RejectedExecutionException.class, Optional.empty())
                .flatMap(reason -> reason.isPresent() ? Mono.error(invalid(reason.get(), path)) : Mono.empty());
    }

    private Optional<String> resolvedRefusal(String host, int port) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .map(address -> guard.refusal(address, port))
                    .flatMap(Optional::stream)
                    .findFirst();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static InvalidFieldsException invalid(String refusal, List<String> path) {
        String sentence = refusal.startsWith("must ")
                ? refusal
                : "must not lead to an address that the gateway may not call: the address " + refusal;
        return new InvalidFieldsException(List.of(new FieldError(path, sentence)));
    }
}
