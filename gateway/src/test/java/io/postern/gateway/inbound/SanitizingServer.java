package io.postern.gateway.inbound;

import io.postern.core.credential.ApiKeyCallerSpec;
import io.postern.core.credential.CallerCredentialSpec;
import io.postern.core.credential.NoneSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.plan.TargetPlan;
import io.postern.core.proxy.CallTimeouts;
import io.postern.core.rule.RuleEffect;
import io.postern.core.rule.RuleScopes;
import io.postern.core.rule.RuleSet;
import io.postern.core.target.EncodedSlashes;
import io.postern.core.target.OwnLinks;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.server.GuardedServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;

/**
 * A real server with the guard, whose one handler sanitizes the request as the gateway does and answers with what the
 * target would get: request line, then one line for each header, then what the caller presented.
 */
public final class SanitizingServer implements AutoCloseable {

    private final AtomicInteger handled = new AtomicInteger();
    private final RequestSanitizer sanitizer = new RequestSanitizer();
    private final ProxyPlan plan;
    private final DisposableServer server;

    public SanitizingServer(String targetUrl, EncodedSlashes encodedSlashes) {
        this(targetUrl, encodedSlashes, ApiKeyCallerSpec.inUsualPlaces());
    }

    SanitizingServer(String targetUrl, EncodedSlashes encodedSlashes, CallerCredentialSpec caller) {
        RuleSet allow = RuleSet.compile(RuleEffect.ALLOW, List.of());
        this.plan = new ProxyPlan(
                "prx_1",
                "client_1",
                "eu",
                true,
                new CallerPlan("cred_1", caller, List.of(), null),
                new TargetPlan("tgt_1", TargetUrl.parse(targetUrl), encodedSlashes, OwnLinks.REWRITE),
                new InjectionPlan("cred_2", new NoneSpec(), null),
                new RuleScopes(allow, allow, allow, allow),
                0,
                CallTimeouts.DEFAULT,
                0,
                false);
        this.server = GuardedServer.start(this::answer);
    }

    /** How many requests got past the guard. */
    public int handled() {
        return handled.get();
    }

    private Mono<Void> answer(ServerHttpRequest request, ServerHttpResponse response) {
        handled.incrementAndGet();
        Outcome<ProxyPath> path = ProxyPath.of(request);
        Outcome<InboundRequest> inbound = path instanceof Outcome.Passed<ProxyPath> passed
                ? sanitizer.sanitize(request, plan, passed.value().rest())
                : Outcome.refused(((Outcome.Refused<ProxyPath>) path).refusal());
        String text = inbound instanceof Outcome.Passed<InboundRequest> passed
                ? describe(passed.value())
                : "refused "
                        + ((Outcome.Refused<InboundRequest>) inbound)
                                .refusal()
                                .code()
                                .word();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.getHeaders().setContentLength(bytes.length);
        return request.getBody()
                .doOnNext(DataBufferUtils::release)
                .then(response.writeWith(Mono.just(response.bufferFactory().wrap(bytes))));
    }

    private static String describe(InboundRequest request) {
        List<String> lines = new ArrayList<>();
        lines.add(request.outbound().method() + " " + request.outbound().requestTarget());
        request.headers().forEach((name, value) -> lines.add(name + ": " + value));
        PresentedCredential presented = request.presented();
        lines.add("presented " + presented.authorization() + "|" + presented.apiKeyHeader() + "|"
                + presented.authorizationQuery() + (presented.ownPlace() == null ? "" : "|" + presented.ownPlace()));
        lines.add("webSocket " + request.webSocket() + ", body " + request.hasBody());
        return String.join("\n", lines);
    }

    /** Sends octets as they are, one for each character, and reads until the server closes the connection. */
    public String exchange(String octets) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The body of the answer to one plain request, whose further header lines each end with CRLF. */
    public String get(String target, String headerLines) {
        return body(exchange(
                "GET " + target + " HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n" + headerLines + "\r\n"));
    }

    public static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
