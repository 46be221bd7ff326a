package io.postern.gateway.inbound;

import io.postern.core.proxy.CallTimeouts;
import io.postern.core.request.HeaderNames;
import io.postern.core.request.JsonMediaType;
import io.postern.gateway.connection.LostBody;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Mono;
import reactor.netty.channel.ChannelOperations;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a whole body, where a rule or an injection looks into it: as JSON, or as the bytes that are to be signed. Of JSON, what
 * the target gets is the reading written out again, so that it can't see another document than the rules did: duplicate
 * members, several documents in one body, a content coding and anything that is no JSON are refused; and it is called JSON, since a
 * target that took it for a form, or for another charset, would see other values in it.
 */
public final class BodyReader {

    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(200).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Numbers keep their digits: 1.10 stays 1.10, and 2^64 does not become another number.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private static final Mono<Boolean> READ = Mono.just(true);

    private final int maxBytes;

    BodyReader(InboundProperties properties) {
        this.maxBytes = Math.toIntExact(properties.maxBufferedBody().toBytes());
    }

    /**
     * Reads what is needed of the body into {@code request.outbound()}; a request without a body keeps none.
     *
     * @param timeouts between two pieces of the body, its idle time may pass
     * @return true, always; fails with {@link RefusedException}: {@code unreadable_body}, {@code body_too_large}, or
     *     {@code bad_request} where the rest of the body does not come
     */
    public Mono<Boolean> read(ServerHttpRequest from, InboundRequest request, BodyNeed need, CallTimeouts timeouts) {
        if (!request.hasBody() || need instanceof BodyNeed.None) {
            return READ;
        }
        OutboundRequest outbound = request.outbound();
        if (need instanceof BodyNeed.Bytes bytes) {
            int most = Math.min(bytes.most(), maxBytes);
            if (outbound.bodyLength() > most) {
                return bytes.orStreamed() ? READ : Mono.error(tooLarge(most));
            }
            return whole(from, most, timeouts).map(body -> {
                outbound.wholeBody(body);
                return true;
            });
        }
        if (outbound.headers().names().stream()
                .anyMatch(name -> HeaderNames.mayBeTheSame(name, HttpHeaders.CONTENT_ENCODING))) {
            return Mono.error(unreadable("The body must have no content coding, since this proxy looks into it"));
        }
        return whole(from, maxBytes, timeouts).map(body -> {
            JsonNode json = parse(body);
            if (json == null) {
                outbound.wholeBody(body);
            } else {
                outbound.json(json);
                callItJson(outbound.headers());
            }
            return true;
        });
    }

    private static void callItJson(io.netty.handler.codec.http.HttpHeaders headers) {
        String label = JsonMediaType.of(headers.getAll(HttpHeaders.CONTENT_TYPE));
        for (String name : headers.names()) {
            if (HeaderNames.mayBeTheSame(name, HttpHeaders.CONTENT_TYPE)) {
                headers.remove(name);
            }
        }
        if (label != null) {
            headers.set(HttpHeaders.CONTENT_TYPE, label);
        }
    }

    private static Mono<byte[]> whole(ServerHttpRequest from, int most, CallTimeouts timeouts) {
        return DataBufferUtils.join(from.getBody().timeout(timeouts.idle()), most)
                .onErrorMap(DataBufferLimitException.class, e -> tooLarge(most))
                .onErrorMap(TimeoutException.class, late -> late())
                .onErrorResume(LostBody::is, lost -> left(from))
                .map(BodyReader::bytes)
                .defaultIfEmpty(new byte[0]);
    }

    /** The caller left in the middle of its body: the end of its connection ends the call, for which nobody waits. */
    @SuppressWarnings("FutureReturnValueIgnored") // there is nobody left to tell
    private static Mono<DataBuffer> left(ServerHttpRequest from) {
        ChannelOperations<?, ?> operations = ServerHttpRequestDecorator.getNativeRequest(from);
        operations.channel().close();
        return Mono.never();
    }

    private static byte[] bytes(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    private static @Nullable JsonNode parse(byte[] bytes) {
        if (bytes.length == 0) {
            return null;
        }
        try {
            JsonNode json = STRICT.readTree(bytes);
            if (json == null || json.isMissingNode()) {
                throw unreadable("The body must be one JSON document, since this proxy looks into it");
            }
            return json;
        } catch (JacksonException e) {
            // Not its message: it quotes the body.
            throw unreadable(
                    "The body must be one JSON document without duplicate members, since this proxy looks into it");
        }
    }

    private static RefusedException unreadable(String message) {
        return new RefusedException(Refusal.of(RefusalCode.UNREADABLE_BODY, message));
    }

    private static RefusedException late() {
        return new RefusedException(
                Refusal.of(RefusalCode.BAD_REQUEST, "The next bytes of the body did not come in time"));
    }

    private static RefusedException tooLarge(int most) {
        return new RefusedException(Refusal.of(
                RefusalCode.BODY_TOO_LARGE,
                "The body is larger than the " + most + " bytes that this proxy can look into"));
    }
}
