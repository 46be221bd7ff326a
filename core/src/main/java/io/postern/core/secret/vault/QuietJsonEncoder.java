package io.postern.core.secret.vault;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ResolvableType;
import org.springframework.core.codec.Hints;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.util.MimeType;
import reactor.core.publisher.Flux;

/** Spring's encoder, without its habit of logging each value at debug level: what we log in with is in some of them. */
final class QuietJsonEncoder extends JacksonJsonEncoder {

    @Override
    public Flux<DataBuffer> encode(
            Publisher<?> values,
            DataBufferFactory buffers,
            ResolvableType type,
            @Nullable MimeType mimeType,
            @Nullable Map<String, Object> hints) {
        return super.encode(values, buffers, type, mimeType, quiet(hints));
    }

    @Override
    public DataBuffer encodeValue(
            Object value,
            DataBufferFactory buffers,
            ResolvableType type,
            @Nullable MimeType mimeType,
            @Nullable Map<String, Object> hints) {
        return super.encodeValue(value, buffers, type, mimeType, quiet(hints));
    }

    static Map<String, Object> quiet(@Nullable Map<String, Object> hints) {
        return Hints.merge(hints == null ? Hints.none() : hints, Hints.SUPPRESS_LOGGING_HINT, true);
    }
}
