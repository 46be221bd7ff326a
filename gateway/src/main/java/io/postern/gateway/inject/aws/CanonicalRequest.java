package io.postern.gateway.inject.aws;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A request in the form that a signature is made over ("Create a canonical request" in the documentation of AWS's API
 * signing).
 *
 * @param text what is hashed
 * @param signedHeaders the names of its headers, with semicolons between them
 */
public record CanonicalRequest(String text, String signedHeaders) {

    /** What proxies and balancers between here and the service may change or take away, and what AWS's own SDKs leave out. */
    private static final Set<String> UNSIGNED = Set.of(
            "accept-encoding",
            "authorization",
            "connection",
            "expect",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "x-amzn-trace-id");

    /**
     * Of exactly what will be sent.
     *
     * @param service whose signatures differ for {@code s3}, where the path is encoded once and not normalised
     * @param payload the value of {@code X-Amz-Content-Sha256}
     */
    public static CanonicalRequest of(OutboundRequest request, String service, String payload) {
        HttpHeaders head = new DefaultHttpHeaders();
        request.writeHead(head);
        return of(request.method(), request.requestPath(), request.query(), head, service, payload);
    }

    static CanonicalRequest of(
            String method, String path, List<String> query, HttpHeaders headers, String service, String payload) {
        Map<String, String> signed = new TreeMap<>();
        headers.forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!UNSIGNED.contains(name)) {
                signed.merge(name, normal(header.getValue()), (first, next) -> first + "," + next);
            }
        });
        String signedHeaders = String.join(";", signed.keySet());
        StringBuilder text = new StringBuilder(512).append(method).append('\n');
        text.append(service.equals("s3") ? AwsEncoding.encodedOnce(path) : AwsEncoding.encodedAgain(path));
        text.append('\n').append(AwsEncoding.query(query)).append('\n');
        signed.forEach(
                (name, value) -> text.append(name).append(':').append(value).append('\n'));
        text.append('\n').append(signedHeaders).append('\n').append(payload);
        return new CanonicalRequest(text.toString(), signedHeaders);
    }

    /** Without spaces at both ends, and with one for several. */
    private static String normal(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i) == '\t' ? ' ' : value.charAt(i);
            if (c != ' ' || (out.length() > 0 && out.charAt(out.length() - 1) != ' ')) {
                out.append(c);
            }
        }
        if (out.length() > 0 && out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
        return out.toString();
    }

    /** The header values may be the caller's secrets. */
    @Override
    public String toString() {
        return "CanonicalRequest[" + signedHeaders + "]";
    }
}
