package io.postern.gateway.proxy;

import java.util.function.Function;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;

/** How one step follows another. */
final class Step {

    private Step() {}

    /**
     * The next step with the value of this one. Where the value is there already, as on the whole of a warm call, the next
     * step begins at once, and no subscription is made for it; what it throws is then thrown here.
     */
    static <T, R> Mono<R> then(Mono<T> step, Function<T, Mono<R>> next) {
        if (step instanceof Fuseable.ScalarCallable<?>) {
            T value = step.block();
            if (value != null) {
                return next.apply(value);
            }
        }
        return step.flatMap(next);
    }
}
