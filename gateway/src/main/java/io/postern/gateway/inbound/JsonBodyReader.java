package io.postern.gateway.inbound;

import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a whole body as JSON, where a rule or an injection looks into it. What the target gets is the reading written out
 * again, so that it can't see another document than the rules did: duplicate members, several documents in one body, a
 * content coding and anything that is no JSON are refused.
 */
public final class JsonBodyReader {

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

    private final int maxBytes;

    JsonBodyReader(InboundProperties properties) {
        this.maxBytes = Math.toIntExact(properties.maxBufferedBody().toBytes());
    }

    /**
     * Reads the body into {@code request.outbound().json()}; a request without a body keeps none.
     *
     * @return true, always; fails with {@link RefusedException}: {@code unreadable_body} or {@code body_too_large}
     */
    public Mono<Boolean> read(ServerHttpRequest from, InboundRequest request) {
        if (!request.hasBody()) {
            return Mono.just(true);
        }
        if (from.getHeaders().containsHeader(HttpHeaders.CONTENT_ENCODING)) {
            return Mono.error(unreadable("The body must have no content coding, since this proxy looks into it"));
        }
        return DataBufferUtils.join(from.getBody(), maxBytes)
                .onErrorMap(DataBufferLimitException.class, e -> tooLarge())
                .map(buffer -> {
                    JsonNode json = parse(bytes(buffer));
                    if (json != null) {
                        request.outbound().json(json);
                    }
                    return true;
                })
                .defaultIfEmpty(true);
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

    private static @org.jspecify.annotations.Nullable JsonNode parse(byte[] bytes) {
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

    private RefusedException tooLarge() {
        return new RefusedException(Refusal.of(
                RefusalCode.BODY_TOO_LARGE,
                "The body is larger than the " + maxBytes + " bytes that a proxy can look into"));
    }
}
