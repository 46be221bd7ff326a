package io.postern.gateway.inject;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.credential.HttpMessageSignature;
import io.postern.core.credential.SignatureComponent;
import io.postern.gateway.outbound.OutboundRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP message signature is made over (RFC 9421, section 2.5).
 *
 * @param missing the identifier of a component that the request has not, or has in a form that can't be signed; null: none
 */
record MessageSignatureBase(String text, @Nullable String missing) {

    static MessageSignatureBase of(OutboundRequest request, HttpMessageSignature message, String parameters) {
        HttpHeaders head = new DefaultHttpHeaders();
        request.writeHead(head);
        StringBuilder text = new StringBuilder(512);
        for (String word : message.components()) {
            SignatureComponent component = SignatureComponent.of(word);
            String value = value(component, request, head);
            if (value == null) {
                return new MessageSignatureBase("", component.identifier());
            }
            text.append(component.identifier()).append(": ").append(value).append('\n');
        }
        return new MessageSignatureBase(
                text.append("\"@signature-params\": ").append(parameters).toString(), null);
    }

    /** The inner list that begins the parameters. */
    static String covered(HttpMessageSignature message) {
        return message.components().stream()
                .map(word -> SignatureComponent.of(word).identifier())
                .collect(Collectors.joining(" ", "(", ")"));
    }

    private static @Nullable String value(SignatureComponent component, OutboundRequest request, HttpHeaders head) {
        return switch (component.name()) {
            case "@method" -> request.method();
            case "@target-uri" -> scheme(request) + "://" + request.target().authority() + request.requestTarget();
            case "@authority" -> request.target().authority();
            case "@scheme" -> scheme(request);
            case "@request-target" -> request.requestTarget();
            case "@path" -> request.requestPath();
            case "@query" -> "?" + String.join("&", request.query());
            case "@query-param" -> parameter(component.parameter(), request.query());
            default -> header(component.name(), head);
        };
    }

    private static String scheme(OutboundRequest request) {
        return request.target().secure() ? "https" : "http";
    }

    /** Section 2.2.8: decoded as a form, encoded anew; one that is there twice must not be signed so. */
    private static @Nullable String parameter(String name, List<String> query) {
        List<String> values = new ArrayList<>();
        for (String pair : query) {
            int equals = pair.indexOf('=');
            String encodedName = encodedAnew(equals < 0 ? pair : pair.substring(0, equals));
            if (name.equals(encodedName)) {
                values.add(equals < 0 ? "" : encodedAnew(pair.substring(equals + 1)));
            }
        }
        return values.size() == 1 ? values.get(0) : null;
    }

    private static String encodedAnew(String text) {
        return PercentEncoding.form(URLDecoder.decode(text, StandardCharsets.UTF_8));
    }

    /** Section 2.1. */
    private static @Nullable String header(String name, HttpHeaders head) {
        List<String> values = head.getAll(name);
        return values.isEmpty() ? null : values.stream().map(String::strip).collect(Collectors.joining(", "));
    }

    /** The header values may be the caller's secrets. */
    @Override
    public String toString() {
        return "MessageSignatureBase[missing=" + missing + "]";
    }
}
