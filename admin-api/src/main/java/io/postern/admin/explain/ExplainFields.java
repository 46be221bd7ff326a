package io.postern.admin.explain;

import io.postern.admin.http.Fields;
import io.postern.core.request.RequestHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The request that is asked about.
 *
 * @param path relative to the proxy's URL, as a caller would send it
 * @param query without its question mark
 */
record ExplainFields(
        String method,
        String path,
        String query,
        RequestHeaders headers,
        Map<String, Object> claims,
        @Nullable Object body) {

    // RFC 9110, section 5.6.2: token
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Reads the document; every wrong field is named. */
    static ExplainFields read(ObjectNode document) {
        Fields fields = Fields.of(document, Set.of("body"));
        String method = fields.text("method");
        if (!method.isEmpty() && !TOKEN.matcher(method).matches()) {
            fields.error("must be a method (RFC 9110, section 9)", "method");
        }
        String path = fields.optionalText("path");
        if (path == null && fields.valid("path")) {
            fields.error("is required; \"\" asks about the proxy's URL itself", "path");
        }
        String query = fields.optionalText("query");
        RequestHeaders headers = headers(fields, fields.object("headers"));
        ObjectNode claims = fields.object("claims");
        fields.finish();
        JsonNode body = document.get("body");
        return new ExplainFields(
                method.toUpperCase(Locale.ROOT),
                path == null ? "" : path,
                query == null ? "" : query,
                headers,
                claims == null ? Map.of() : map(claims),
                body == null || body.isNull() ? null : JSON.treeToValue(body, Object.class));
    }

    @SuppressWarnings("unchecked") // Jackson reads an object as a map with names for keys.
    private static Map<String, Object> map(ObjectNode claims) {
        return JSON.treeToValue(claims, Map.class);
    }

    private static RequestHeaders headers(Fields fields, @Nullable ObjectNode headers) {
        if (headers == null) {
            return RequestHeaders.NONE;
        }
        List<Map.Entry<String, String>> lines = new ArrayList<>();
        headers.properties().forEach(header -> {
            if (!TOKEN.matcher(header.getKey()).matches()) {
                fields.error("has a member that is no header name (RFC 9110, section 5.6.2)", "headers");
                return;
            }
            Iterable<JsonNode> values = header.getValue().isArray() ? header.getValue() : List.of(header.getValue());
            for (JsonNode value : values) {
                if (value.isString()) {
                    lines.add(Map.entry(header.getKey(), value.stringValue()));
                } else {
                    fields.error("must be a string or a list of strings", "headers", header.getKey());
                }
            }
        });
        return consumer -> lines.forEach(line -> consumer.accept(line.getKey(), line.getValue()));
    }
}
