package io.postern.gateway.proxy;

import io.postern.core.plan.InjectionPlan;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.caller.Caller;
import io.postern.gateway.caller.CallerAuthenticator;
import io.postern.gateway.failure.FailureWriter;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.ProxyHeaders;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.inbound.BodyReader;
import io.postern.gateway.inbound.InboundRequest;
import io.postern.gateway.inbound.ProxyPath;
import io.postern.gateway.inbound.RequestSanitizer;
import io.postern.gateway.inject.Injectors;
import io.postern.gateway.limit.Permit;
import io.postern.gateway.limit.RateLimiter;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.plan.PlanTable;
import io.postern.gateway.record.CallRecord;
import io.postern.gateway.record.CallRecorder;
import io.postern.gateway.rule.RuleGate;
import io.postern.gateway.server.CallUnderWay;
import io.postern.gateway.token.TargetSecrets;
import io.postern.gateway.token.TokenReplacement;
import io.postern.gateway.upstream.UpstreamCall;
import io.postern.gateway.upstream.UpstreamResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * The way of one call, in its order: read it downwards. HTTP, event streams and WebSocket upgrades all take it. A step that
 * refuses ends the call, and {@link FailureWriter} answers. The steps know nothing of each other: this filter hands on what
 * they yield.
 */
public final class ProxyFilter implements GlobalFilter {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyFilter.class);

    private final Steps steps;
    private final FailureWriter failures;
    private final CallRecorder recorder;

    ProxyFilter(Steps steps, FailureWriter failures, CallRecorder recorder) {
        this.steps = steps;
        this.failures = failures;
        this.recorder = recorder;
    }

    /** The eight steps in their order, and between the third and the fourth the reading of a body for those that look into it. */
    record Steps(
            PlanTable plans,
            RequestSanitizer sanitizer,
            CallerAuthenticator callers,
            BodyReader bodies,
            RuleGate rules,
            RateLimiter limits,
            TargetSecrets secrets,
            Injectors injectors,
            UpstreamCall upstream) {}

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        CallRecord call = recorder.begin(request.getMethod().name(), request.getHeaders());
        CallUnderWay.begins(request, call);
        return serveOrFail(exchange, call)
                .onErrorResume(error -> refuse(exchange, call, error))
                .doFinally(signal -> recorder.end(call));
    }

    /** A refusal in a step that needs no waiting is thrown before there is a {@link Mono}; it is answered like all others. */
    private Mono<Void> serveOrFail(ServerWebExchange exchange, CallRecord call) {
        try {
            return serve(exchange, call);
        } catch (Throwable refusedOrDefect) {
            Exceptions.throwIfFatal(refusedOrDefect);
            return Mono.error(refusedOrDefect);
        }
    }

    /** Steps 1 to 3: which proxy the call is for, the one reading of what it asks, and who asks it. Then the others. */
    private Mono<Void> serve(ServerWebExchange exchange, CallRecord call) {
        ProxyPath path = ProxyPath.of(exchange.getRequest()).orRefuse();
        ProxyPlan plan = plan(path);
        call.plan(plan);
        InboundRequest request = steps.sanitizer()
                .sanitize(exchange.getRequest(), plan, path.rest())
                .orRefuse();
        call.path(request.outbound().path());
        return Step.then(
                steps.callers().authenticate(plan.caller(), request.presented()),
                caller -> Step.then(permit(exchange, plan, request, caller.orRefuse()), permit -> {
                    permit.orRefuse();
                    return forward(exchange, plan, request, call);
                }));
    }

    private ProxyPlan plan(ProxyPath path) {
        ProxyPlan plan = steps.plans().find(path.proxyId());
        if (plan == null) {
            throw new RefusedException(
                    steps.plans().loaded()
                            ? Refusal.of(RefusalCode.PROXY_NOT_FOUND, "There is no such proxy")
                            : Refusal.of(RefusalCode.NOT_READY, "The gateway has not loaded its proxies yet"));
        }
        return plan;
    }

    /** Steps 4 and 5: whether this caller may make this call, now. Nothing has touched the target or its secret yet. */
    private Mono<Outcome<Permit>> permit(
            ServerWebExchange exchange, ProxyPlan plan, InboundRequest request, Caller caller) {
        if (!plan.active()) {
            throw new RefusedException(Refusal.of(RefusalCode.PROXY_INACTIVE, "This proxy is switched off"));
        }
        return Step.then(steps.bodies().read(exchange.getRequest(), request, bodyNeed(plan), plan.timeouts()), done -> {
            steps.rules().check(plan.rules(), request, caller).orRefuse();
            return steps.limits().acquire(plan, CallersLoop.of(exchange));
        });
    }

    /** What the rules, or the kind of the target's credential, have to see of the body. */
    private BodyNeed bodyNeed(ProxyPlan plan) {
        return plan.rules().readsBody()
                ? BodyNeed.JSON
                : steps.injectors().bodyNeed(plan.injection().spec());
    }

    /** Steps 6 to 8: the target's secret, into the request, to the target. */
    private Mono<Void> forward(ServerWebExchange exchange, ProxyPlan plan, InboundRequest request, CallRecord call) {
        InjectionPlan injection = plan.injection();
        // Before the secret: one that is fetched for this very call is not fetched once more when the target refuses
        // it.
        TokenReplacement replacement = steps.secrets().replacement(injection);
        return Step.then(steps.secrets().resolve(injection), resolved -> {
            SecretBundle secret = resolved.orRefuse();
            call.trace().sending(plan, request.outbound());
            Injected injected = Injected.of(steps.injectors(), injection, secret, replacement, request.outbound());
            return send(exchange, plan, request, injected, call);
        });
    }

    private Mono<Void> send(
            ServerWebExchange exchange, ProxyPlan plan, InboundRequest request, Injected injected, CallRecord call) {
        exchange.getResponse().getHeaders().set(ProxyHeaders.REQUEST_ID, call.requestId());
        call.sending();
        Mono<UpstreamResult> answered = request.webSocket()
                ? steps.upstream().upgrade(exchange, plan, injected.request(), injected.reauthorisation())
                : steps.upstream().send(exchange, plan, injected.request(), injected.reauthorisation());
        return answered.handle((result, none) -> call.answered(result));
    }

    /** The other end of a call: a step refused it, or something broke. */
    private Mono<Void> refuse(ServerWebExchange exchange, CallRecord call, Throwable error) {
        Refusal refusal;
        if (error instanceof RefusedException refused) {
            refusal = refused.refusal();
        } else {
            // The class and the place only: a library's message may quote what it was given.
            LOG.error("call {} failed by a defect: {}", call.requestId(), Defects.describe(error));
            refusal = Refusal.of(RefusalCode.INTERNAL_ERROR, "The gateway failed; its log says why");
        }
        call.refused(refusal);
        return failures.write(exchange, call.requestId(), refusal);
    }
}
