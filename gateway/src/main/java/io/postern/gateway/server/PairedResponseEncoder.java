package io.postern.gateway.server;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.Queue;

/** Writes answers in the order of their requests: the answer to HEAD has no body, whatever its head says (RFC 9112, section 6.3). */
final class PairedResponseEncoder extends HttpResponseEncoder {

    private final Queue<HttpMethod> methods;

    /** @param methods those of the requests that have no answer yet, the oldest first */
    PairedResponseEncoder(Queue<HttpMethod> methods) {
        this.methods = methods;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            return super.isContentAlwaysEmpty(response);
        }
        return HttpMethod.HEAD.equals(methods.poll()) || super.isContentAlwaysEmpty(response);
    }
}
