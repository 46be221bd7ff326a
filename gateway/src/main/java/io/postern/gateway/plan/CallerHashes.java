package io.postern.gateway.plan;

import io.postern.core.plan.CallerHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads {@code credential.caller_hashes}: an array of {@code {"keyId": …, "hash": …, "validUntil": …}}, the last of which may be
 * missing or null. Token by token: the trees of a hundred thousand credentials would cost a start as much as all else that is
 * done with them. And one hash that does not end, as PostgreSQL writes it, needs no parser: nearly all credentials have just that.
 */
final class CallerHashes {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String ONE_BEGINS = "[{\"hash\": \"";
    private static final String ONE_GOES_ON = "\", \"keyId\": \"";
    private static final String ONE_ENDS = "\", \"validUntil\": null}]";

    private CallerHashes() {}

    /**
     * The hashes in their order.
     *
     * @param shared what takes the place of a key's id, so that equal ones are kept once
     * @throws RuntimeException where the text is something else
     */
    static List<CallerHash> parse(String json, UnaryOperator<String> shared) {
        if (json.equals("[]")) {
            return List.of();
        }
        CallerHash one = one(json, shared);
        if (one != null) {
            return List.of(one);
        }
        List<CallerHash> hashes = new ArrayList<>(2);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            require(parser.nextToken() == JsonToken.START_ARRAY);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                require(parser.currentToken() == JsonToken.START_OBJECT);
                hashes.add(hash(parser, shared));
            }
            require(parser.nextToken() == null);
        }
        return hashes;
    }

    /** Null where the text is not just that, which it may still say in other words. */
    private static @Nullable CallerHash one(String json, UnaryOperator<String> shared) {
        int hash = ONE_BEGINS.length();
        int hashEnds = json.indexOf('"', hash);
        int keyId = hashEnds + ONE_GOES_ON.length();
        int keyIdEnds = json.length() - ONE_ENDS.length();
        boolean is = json.startsWith(ONE_BEGINS)
                && json.startsWith(ONE_GOES_ON, hashEnds)
                && json.indexOf('"', keyId) == keyIdEnds
                && json.endsWith(ONE_ENDS)
                && json.indexOf('\\') < 0;
        return is
                ? new CallerHash(shared.apply(json.substring(keyId, keyIdEnds)), json.substring(hash, hashEnds), null)
                : null;
    }

    private static CallerHash hash(JsonParser parser, UnaryOperator<String> shared) {
        String keyId = null;
        String hash = null;
        String validUntil = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            switch (name) {
                case "keyId" -> keyId = parser.nextStringValue();
                case "hash" -> hash = parser.nextStringValue();
                case "validUntil" -> {
                    validUntil = parser.nextStringValue();
                    require(validUntil != null || parser.currentToken() == JsonToken.VALUE_NULL);
                }
                default -> {
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
        }
        return new CallerHash(
                shared.apply(required(keyId)), required(hash), validUntil == null ? null : Instant.parse(validUntil));
    }

    private static String required(@Nullable String value) {
        if (value == null) {
            throw notHashes();
        }
        return value;
    }

    private static void require(boolean expected) {
        if (!expected) {
            throw notHashes();
        }
    }

    private static IllegalArgumentException notHashes() {
        return new IllegalArgumentException("the caller hashes are not as they are written");
    }
}
