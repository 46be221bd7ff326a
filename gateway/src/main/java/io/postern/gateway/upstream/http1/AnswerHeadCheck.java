package io.postern.gateway.upstream.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the codec lets through and another reader may take for something else. */
public final class AnswerHeadCheck {

    private AnswerHeadCheck() {}

    /** What is wrong with a head, whatever was asked for; null: nothing. */
    public static @Nullable String fault(HttpResponse head) {
        int status = head.status().code();
        if (status < 100 || status > 999) {
            return "a status that is not of three digits";
        }
        if (!HttpVersion.HTTP_1_1.equals(head.protocolVersion())
                && !HttpVersion.HTTP_1_0.equals(head.protocolVersion())) {
            return "a version other than HTTP/1.1 and HTTP/1.0";
        }
        if (!isText(head.status().reasonPhrase())) {
            return "a reason that is not text";
        }
        return isFramedPlainly(head) ? null : "a transfer coding other than chunked";
    }

    /** What is wrong with the head of an answer to a request for no other protocol; null: nothing. */
    public static @Nullable String faultOfAnswer(HttpResponse head) {
        return head.status().code() == 101 ? "a change of the protocol that was not asked for" : fault(head);
    }

    /** RFC 9112, section 4: tabs, spaces, visible characters and octets from 128 on. */
    private static boolean isText(String reason) {
        for (int i = 0; i < reason.length(); i++) {
            char c = reason.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127) {
                return false;
            }
        }
        return true;
    }

    /** Any other coding would have to be undone here, since the caller is not told of it (RFC 9112, section 6.1). */
    private static boolean isFramedPlainly(HttpResponse head) {
        HttpHeaders headers = head.headers();
        if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return true;
        }
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.size() == 1
                && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))
                && HttpVersion.HTTP_1_1.equals(head.protocolVersion());
    }
}
