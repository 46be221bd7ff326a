package io.postern.gateway.inbound;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Base64;
import java.util.List;

/** A caller's wish for a WebSocket (RFC 6455, section 4.2.1). */
final class WebSocketHandshake {

    private static final int KEY_OCTETS = 16;

    private WebSocketHandshake() {}

    /** Whether the request asks for one. Before HTTP/1.1 there are no upgrades, and several protocols are left to choose from. */
    static boolean isAskedFor(String method, HttpVersion version, HttpHeaders received) {
        return method.equals("GET")
                && received.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
                && HttpVersion.HTTP_1_1.equals(version)
                && isOnly(received, HttpHeaderNames.UPGRADE, "websocket");
    }

    /** Whether it asks so that it can be given: another handshake would fail when the target has opened its side. */
    static boolean isValid(HttpHeaders received) {
        List<String> keys = received.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        return keys.size() == 1
                && isKey(keys.get(0))
                && isOnly(received, HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
                && !received.contains(HttpHeaderNames.TRANSFER_ENCODING)
                && (!received.contains(HttpHeaderNames.CONTENT_LENGTH)
                        || isOnly(received, HttpHeaderNames.CONTENT_LENGTH, "0"));
    }

    private static boolean isOnly(HttpHeaders received, CharSequence name, String value) {
        List<String> values = received.getAll(name);
        return values.size() == 1 && values.get(0).equalsIgnoreCase(value);
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_OCTETS;
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }
}
