package io.postern.gateway.trace;

import io.opentelemetry.api.common.AttributeKey;

/**
 * All that spans say: the names of OpenTelemetry's semantic conventions for HTTP (stable since 1.23), and our own under
 * {@code postern}. None of them holds a header, a query, a body or a secret.
 */
final class SpanAttributes {

    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    static final AttributeKey<String> URL = AttributeKey.stringKey("url.full");
    static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<String> PROTOCOL_VERSION = AttributeKey.stringKey("network.protocol.version");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    static final AttributeKey<Long> REQUEST_BYTES = AttributeKey.longKey("http.request.body.size");
    static final AttributeKey<Long> RESPONSE_BYTES = AttributeKey.longKey("http.response.body.size");
    static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("postern.request.id");
    static final AttributeKey<String> CLIENT = AttributeKey.stringKey("postern.client.id");
    static final AttributeKey<String> PROXY = AttributeKey.stringKey("postern.proxy.id");
    static final AttributeKey<String> TARGET = AttributeKey.stringKey("postern.target.id");
    static final AttributeKey<String> BY = AttributeKey.stringKey("postern.by");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("postern.outcome");
    static final AttributeKey<String> RULE = AttributeKey.stringKey("postern.rule.id");

    private SpanAttributes() {}
}
