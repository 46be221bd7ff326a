package io.postern.core.rule;

import io.postern.core.request.CanonicalQuery;
import io.postern.core.request.RequestHeaders;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request as its target will get it, but for the secret.
 *
 * @param method in upper case
 * @param path canonical, relative to the target's base URL
 * @param claims of the caller's verified token; empty where it has none
 * @param jsonBody a tree of maps, lists, text, numbers and booleans, read without duplicate members; null where the request
 *     has no body, or where no rule reads it
 */
public record RuleRequest(
        String method,
        String path,
        CanonicalQuery query,
        RequestHeaders headers,
        Map<String, Object> claims,
        @Nullable Object jsonBody) {}
