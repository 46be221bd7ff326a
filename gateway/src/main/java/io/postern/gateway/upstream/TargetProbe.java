package io.postern.gateway.upstream;

import io.netty.handler.codec.http.HttpMethod;
import io.postern.core.proxy.CallTimeouts;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** A call whose answer nobody but the gateway itself wants to see, over the same guarded connections as every call. */
public final class TargetProbe {

    private final GuardedHttpClients clients;

    TargetProbe(GuardedHttpClients clients) {
        this.clients = clients;
    }

    /**
     * Sends a request without a body and answers with the target's status; its body is thrown away. Fails with
     * {@link RefusedException} and the codes of {@link UpstreamCall}.
     *
     * @param credentialId whose secret the request carries
     */
    public Mono<Integer> send(String credentialId, OutboundRequest request, CallTimeouts timeouts) {
        return clients.client(request.target(), ShownCertificate.of(credentialId, request.clientCertificate()))
                .request(HttpMethod.valueOf(request.method()))
                .uri(request.requestTarget())
                .send((head, out) -> {
                    request.writeHead(head.requestHeaders());
                    return Mono.empty();
                })
                .responseConnection((answer, connection) -> {
                    // The rest of the answer, which may never end, is not waited for.
                    connection.dispose();
                    return Mono.just(answer.status().code());
                })
                .single()
                .timeout(timeouts.connect().plus(timeouts.firstByte()))
                .onErrorMap(
                        TimeoutException.class,
                        late -> new RefusedException(UpstreamFailures.timeout("the answer", request.target())))
                .onErrorMap(
                        failure -> !(failure instanceof RefusedException),
                        failure -> new RefusedException(UpstreamFailures.refusal(failure, request)));
    }
}
