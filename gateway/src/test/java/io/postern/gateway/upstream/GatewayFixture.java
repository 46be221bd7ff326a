package io.postern.gateway.upstream;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.postern.core.key.ClientCertificate;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.proxy.CallTimeouts;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.outbound.OutboundRequest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpResources;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.JsonNode;

/**
 * Step 8 alone behind a real server: the caller's path, query, headers and body go on unchanged, and a refusal is answered
 * with its status and its word.
 */
final class GatewayFixture implements AutoCloseable {

    /** Where apps reach it, behind a balancer with a path of its own. */
    static final String PUBLIC_URL = "https://gateway.example.com/edge";

    final BlockingQueue<UpstreamResult> results = new LinkedBlockingQueue<>();
    final BlockingQueue<Refusal> refusals = new LinkedBlockingQueue<>();
    final AtomicInteger cancelled = new AtomicInteger();
    final UpstreamCall call;
    final GuardedHttpClients clients;
    private final DisposableServer server;
    private final String target;
    volatile CallTimeouts timeouts = new CallTimeouts(5_000, 10_000, 10_000);
    volatile int retries;
    volatile @Nullable JsonNode json;
    volatile String clientId = "client_1";
    volatile String credentialId = "cred_2";
    volatile @Nullable ClientCertificate certificate;

    /** What stands in Authorization after a 401; null: the credential has no token. */
    volatile @Nullable Supplier<Mono<Optional<String>>> nextToken;

    /** Instead of the caller's own. */
    volatile @Nullable String uri;

    /** Of the caller's, that is not sent on. */
    volatile String withoutHeader = "none";

    GatewayFixture(String target, String... settings) {
        this(HttpResources.get(), target, settings);
    }

    /** On these event loops, where all connections to the target are, too. */
    GatewayFixture(LoopResources loops, String target, String... settings) {
        this(loops, target, (address, port) -> Optional.empty(), DefaultAddressResolverGroup.INSTANCE, settings);
    }

    GatewayFixture(
            String target, AddressCheck check, AddressResolverGroup<InetSocketAddress> names, String... settings) {
        this(HttpResources.get(), target, check, names, settings);
    }

    private GatewayFixture(
            LoopResources loops,
            String target,
            AddressCheck check,
            AddressResolverGroup<InetSocketAddress> names,
            String... settings) {
        this.target = target;
        UpstreamProperties properties = properties(settings);
        clients = new GuardedHttpClients(properties, check, names);
        call = new UpstreamCall(clients, properties, PUBLIC_URL);
        server = HttpServer.create()
                .runOn(loops)
                .port(0)
                .host("127.0.0.1")
                .handle(new ReactorHttpHandlerAdapter(
                        WebHttpHandlerBuilder.webHandler(this::handle).build()))
                .bindNow();
    }

    static UpstreamProperties properties(String... settings) {
        Map<String, String> map = new java.util.HashMap<>();
        for (String setting : settings) {
            map.put(
                    "postern.gateway.upstream." + setting.substring(0, setting.indexOf('=')),
                    setting.substring(setting.indexOf('=') + 1));
        }
        return new Binder(
                        List.of(new MapConfigurationPropertySource(map)),
                        null,
                        new org.springframework.boot.convert.ApplicationConversionService())
                .bindOrCreate("postern.gateway.upstream", UpstreamProperties.class);
    }

    int port() {
        return server.port();
    }

    UpstreamResult nextResult() throws InterruptedException {
        UpstreamResult result = results.poll(20, TimeUnit.SECONDS);
        if (result == null) {
            throw new AssertionError("no call ended with an answer; refusals: " + refusals);
        }
        return result;
    }

    Refusal nextRefusal() throws InterruptedException {
        Refusal refusal = refusals.poll(20, TimeUnit.SECONDS);
        if (refusal == null) {
            throw new AssertionError("no call was refused");
        }
        return refusal;
    }

    private Mono<Void> handle(ServerWebExchange exchange) {
        HttpServerRequest raw = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        ProxyPlan plan = Plans.to(target, clientId, credentialId, timeouts, retries);
        String sent = uri;
        String[] parts = (sent == null ? raw.uri() : sent).split("\\?", 2);
        HttpHeaders headers = new DefaultHttpHeaders().add(raw.requestHeaders()).remove(withoutHeader);
        OutboundRequest request = new OutboundRequest(
                raw.method().name(),
                plan.target().url(),
                parts[0],
                parts.length == 1 ? List.of() : List.of(parts[1].split("&", -1)),
                headers);
        String length = headers.get("content-length");
        request.streamedBody(headers.contains("transfer-encoding") ? -1 : length == null ? 0 : Long.parseLong(length));
        if (json != null) {
            request.json(json);
        }
        ClientCertificate shown = certificate;
        if (shown != null) {
            request.clientCertificate(shown);
        }
        boolean webSocket = "websocket".equalsIgnoreCase(headers.get("upgrade"));
        Mono<UpstreamResult> result = webSocket
                ? call.upgrade(exchange, plan, request, reauthorise(request))
                : call.send(exchange, plan, request, reauthorise(request));
        return result.doOnNext(results::add)
                .doOnCancel(cancelled::incrementAndGet)
                .then()
                .onErrorResume(RefusedException.class, refused -> refuse(exchange, refused.refusal()));
    }

    /** Another token, where a test has one. */
    private Reauthorisation reauthorise(OutboundRequest request) {
        Supplier<Mono<Optional<String>>> tokens = nextToken;
        if (tokens == null) {
            return Reauthorisation.NONE;
        }
        return () -> tokens.get()
                .map(token -> token.map(text -> {
                    request.headers().set("Authorization", text);
                    return request;
                }));
    }

    private Mono<Void> refuse(ServerWebExchange exchange, Refusal refusal) {
        refusals.add(refusal);
        exchange.getResponse()
                .setStatusCode(HttpStatusCode.valueOf(refusal.code().status()));
        byte[] word = refusal.code().word().getBytes(StandardCharsets.UTF_8);
        return exchange.getResponse()
                .writeWith(Mono.just(exchange.getResponse().bufferFactory().wrap(word)));
    }

    @Override
    public void close() {
        server.disposeNow();
        clients.close();
    }
}
