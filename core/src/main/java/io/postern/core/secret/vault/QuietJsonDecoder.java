package io.postern.core.secret.vault;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.util.MimeType;

/** Spring's decoder, without its habit of logging each value at debug level: Vault's tokens are in some of them. */
final class QuietJsonDecoder extends JacksonJsonDecoder {

    @Override
    public Object decode(
            DataBuffer buffer, ResolvableType type, @Nullable MimeType mimeType, @Nullable Map<String, Object> hints) {
        return super.decode(buffer, type, mimeType, QuietJsonEncoder.quiet(hints));
    }
}
