package io.postern.gateway.inject;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.credential.SignatureTemplate;
import io.postern.core.credential.SignatureValue;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.outbound.OutboundRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The values that a template may have, of one call: the time and the nonce are the same wherever they stand. */
final class SignatureValues {

    private static final byte[] NONE = {};

    /** RFC 9110, section 5.6.7. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final Map<String, String> DIGESTS =
            Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");

    private final OutboundRequest request;
    private final SecretBundle secret;
    private final Instant now;
    private final byte[] nonce;
    private byte @Nullable [] signature;

    SignatureValues(OutboundRequest request, SecretBundle secret, Instant now, Supplier<byte[]> nonces) {
        this.request = request;
        this.secret = secret;
        this.now = now;
        this.nonce = nonces.get();
    }

    static String httpDate(Instant time) {
        return HTTP_DATE.format(time);
    }

    void signature(byte[] made) {
        signature = made;
    }

    /** Octets, since a body in it may be no text. */
    byte[] fill(SignatureTemplate template) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> literals = template.literals();
        out.writeBytes(utf8(literals.get(0)));
        for (int i = 0; i < template.values().size(); i++) {
            out.writeBytes(value(template.values().get(i)));
            out.writeBytes(utf8(literals.get(i + 1)));
        }
        return out.toByteArray();
    }

    private byte[] value(SignatureValue value) {
        return switch (value.kind()) {
            case METHOD ->
                utf8(
                        value.argument().isEmpty()
                                ? request.method()
                                : request.method().toLowerCase(Locale.ROOT));
            case PATH -> utf8(request.requestPath());
            case QUERY -> utf8(String.join("&", request.query()));
            case TARGET -> utf8(request.requestTarget());
            case HOST -> utf8(request.target().authority());
            case HEADER -> header(value.argument());
            case TIMESTAMP -> utf8(timestamp(value.argument()));
            case NONCE -> utf8(nonce(value.argument()));
            case BODY -> body();
            case BODY_DIGEST -> utf8(encoded(digest(value.argument(), body()), value.encoding()));
            case SECRET -> utf8(secret.value(value.argument()).reveal());
            case SIGNATURE -> utf8(encoded(signature == null ? NONE : signature, value.argument()));
        };
    }

    private byte[] header(String name) {
        HttpHeaders head = new DefaultHttpHeaders();
        request.writeHead(head);
        // Header values go out as ISO 8859-1.
        return String.join(", ", head.getAll(name)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private String timestamp(String form) {
        return switch (form) {
            case "millis" -> Long.toString(now.toEpochMilli());
            case "iso8601" -> now.truncatedTo(ChronoUnit.SECONDS).toString();
            case "httpDate" -> httpDate(now);
            default -> Long.toString(now.getEpochSecond());
        };
    }

    private String nonce(String form) {
        if (form.isEmpty()) {
            return HexFormat.of().formatHex(nonce);
        }
        // RFC 9562, section 5.4: random, with version and variant.
        ByteBuffer octets = ByteBuffer.wrap(nonce);
        long high = (octets.getLong() & ~0xF000L) | 0x4000L;
        long low = (octets.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    private byte[] body() {
        byte[] body = request.wholeBody();
        if (body == null) {
            throw new IllegalStateException("the body is not at hand, although the credential needs it");
        }
        return body;
    }

    static byte[] digest(String algorithm, byte[] bytes) {
        String javaName = DIGESTS.get(algorithm);
        try {
            return MessageDigest.getInstance(javaName == null ? algorithm : javaName)
                    .digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static String encoded(byte[] octets, String encoding) {
        return switch (encoding) {
            case "hex" -> HexFormat.of().formatHex(octets);
            case "base64" -> Base64.getEncoder().encodeToString(octets);
            default -> Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
