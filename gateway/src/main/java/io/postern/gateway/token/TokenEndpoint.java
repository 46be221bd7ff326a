package io.postern.gateway.token;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.field.InvalidFieldsException;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.token.TokenFailure.Cause;
import io.postern.gateway.upstream.GuardedRequest;
import io.postern.gateway.upstream.GuardedRequests;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The way to token servers: over the gateway's guarded connections, with a bounded answer in a bounded time. Each request has
 * a connection of its own: on a kept one that the server has closed meanwhile, nobody could tell whether it was served.
 */
public final class TokenEndpoint {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final GuardedRequests requests;
    private final TokenProperties properties;

    TokenEndpoint(GuardedRequests requests, TokenProperties properties) {
        this.requests = requests;
        this.properties = properties;
    }

    /**
     * Sends the request once and answers with whatever status came; redirects are not followed. Fails with {@link TokenFailure}
     * {@code ADDRESS}, {@code UNREACHABLE} or, where the answer is too long or no HTTP, {@code ANSWER}.
     *
     * @param need the credential that this is for
     */
    public Mono<TokenAnswer> send(TokenNeed<?> need, TokenRequest request) {
        HttpHeaders headers = request.headers().copy().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        GuardedRequest.Limits limits = new GuardedRequest.Limits(
                properties.requestTimeout(), properties.maxAnswer().toBytes());
        return requests.send(new GuardedRequest(request.method(), request.url(), headers, request.body(), limits)
                        .showing(need.credentialId(), need.certificate()))
                .map(answer -> new TokenAnswer(answer.status(), answer.headers(), json(answer.body())))
                .onErrorMap(failure -> !(failure instanceof TokenFailure), failure -> failure(need, request, failure));
    }

    private static @Nullable JsonNode json(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null || json.isMissingNode() ? null : json;
        } catch (JacksonException notJson) {
            return null;
        }
    }

    private static TokenFailure failure(TokenNeed<?> need, TokenRequest request, Throwable failure) {
        String host = "token server " + request.url().getHost();
        if (failure instanceof RefusedException refused) {
            RefusalCode code = refused.refusal().code();
            Cause cause = switch (code) {
                case ADDRESS_REFUSED -> Cause.ADDRESS;
                case UPSTREAM_BROKEN -> Cause.ANSWER;
                case INTERNAL_ERROR -> Cause.DEFECT;
                default -> Cause.UNREACHABLE;
            };
            return new TokenFailure(
                    cause, host + ": " + code.word() + ", " + refused.refusal().detail());
        }
        if (failure instanceof InvalidFieldsException) {
            return new TokenFailure(
                    Cause.CREDENTIAL, "the URL of credential " + need.credentialId() + " has no usable host");
        }
        return new TokenFailure(Cause.DEFECT, host + ": " + failure.getClass().getSimpleName());
    }
}
