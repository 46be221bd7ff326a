package io.postern.gateway.upstream;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.RefusedException;
import java.io.IOException;
import java.net.URI;
import reactor.core.publisher.Mono;

/** Over the gateway's guarded connections, one for each document. */
public final class HttpGuardedFetch implements GuardedFetch {

    private final GuardedRequests requests;
    private final UpstreamProperties.Fetch properties;

    public HttpGuardedFetch(GuardedHttpClients clients, UpstreamProperties properties) {
        this.requests = new GuardedRequests(clients);
        this.properties = properties.fetch();
    }

    @Override
    public Mono<byte[]> get(URI uri) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.USER_AGENT, "postern")
                .set(HttpHeaderNames.ACCEPT, "application/json");
        GuardedRequest.Limits limits = new GuardedRequest.Limits(
                properties.timeout(), properties.maxSize().toBytes());
        return requests.send(new GuardedRequest("GET", uri, headers, null, limits))
                .map(answer -> {
                    if (answer.status() != 200) {
                        TargetUrl host = TargetUrl.parse(uri.getScheme() + "://" + uri.getRawAuthority());
                        throw new RefusedException(
                                UpstreamFailures.refusal(new IOException("status " + answer.status()), host));
                    }
                    return answer.body();
                });
    }
}
