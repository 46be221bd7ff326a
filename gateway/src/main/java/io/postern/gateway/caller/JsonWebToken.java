package io.postern.gateway.caller;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A signed token (RFC 7515, compact form; RFC 7519), taken apart and not yet believed.
 *
 * <p>Of its header, only {@code alg} and {@code kid} are ever looked at: {@code jwk}, {@code jku}, {@code x5c} and
 * {@code x5u} would let the token name the key it is checked with.
 *
 * @param signed what the signature is over: the first two parts as they are
 * @param signature the third part, base64url
 */
record JsonWebToken(
        String algorithm, @Nullable String keyId, Map<String, Object> claims, String signed, String signature) {

    /** In characters; the gateway's bound on headers is lower, the one on the query may not be. */
    static final int MAX_LENGTH = 16 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            // Two parsers may choose differently among members of the same name (RFC 8725, section 2.4).
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    static JsonWebToken parse(String text) throws TokenRefusedException {
        if (text.length() > MAX_LENGTH) {
            throw new TokenRefusedException("the token is longer than " + MAX_LENGTH + " characters");
        }
        int first = text.indexOf('.');
        int last = text.lastIndexOf('.');
        if (first <= 0 || last == first || text.indexOf('.', first + 1) != last) {
            throw new TokenRefusedException("the token has not three parts");
        }
        Map<String, Object> header = object(decode(text.substring(0, first)));
        if (header.containsKey("crit")) {
            // RFC 7515, section 4.1.11: what we don't understand and must not ignore. We understand no extension.
            throw new TokenRefusedException("the token's header has crit");
        }
        if (!(header.get("alg") instanceof String algorithm)) {
            throw new TokenRefusedException("the token's header has no alg");
        }
        Object keyId = header.get("kid");
        if (keyId != null && !(keyId instanceof String)) {
            throw new TokenRefusedException("the token's kid is no string");
        }
        Map<String, Object> claims = object(decode(text.substring(first + 1, last)));
        String signature = text.substring(last + 1);
        decode(signature);
        return new JsonWebToken(algorithm, (String) keyId, claims, text.substring(0, last), signature);
    }

    byte[] signingInput() {
        return signed.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] signatureBytes() {
        return Base64.getUrlDecoder().decode(signature);
    }

    private static byte[] decode(String part) throws TokenRefusedException {
        if (part.indexOf('=') >= 0) {
            throw new TokenRefusedException("a part of the token is padded");
        }
        try {
            return Base64.getUrlDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw new TokenRefusedException("a part of the token is not base64url");
        }
    }

    private static Map<String, Object> object(byte[] json) throws TokenRefusedException {
        try {
            // To a text first: the parser would guess other encodings than UTF-8 from the bytes.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            @Nullable Map<String, Object> object = JSON.readValue(text, OBJECT);
            if (object != null) {
                return object;
            }
        } catch (CharacterCodingException | JacksonException e) {
            // Without the cause: its message quotes the token.
        }
        throw new TokenRefusedException("a part of the token is no JSON object with each member once");
    }

    /** Nothing of it: a token is as good as a password until it expires. */
    @Override
    public String toString() {
        return "JsonWebToken[redacted]";
    }
}
