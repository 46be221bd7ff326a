package io.postern.gateway.inject;

import io.postern.core.request.HeaderNames;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.ArrayList;
import java.util.List;

/** Secrets in headers. */
final class HeaderPlace {

    private HeaderPlace() {}

    /** Puts one value under a name, in place of everything the caller had under it. */
    static Outcome<OutboundRequest> replace(OutboundRequest request, String name, String value) {
        clear(request, name);
        return add(request, name, value);
    }

    /** Removes every header that a target could take for this one. */
    static void clear(OutboundRequest request, String name) {
        List<String> same = new ArrayList<>(1);
        for (String other : request.headers().names()) {
            if (HeaderNames.mayBeTheSame(other, name)) {
                same.add(other);
            }
        }
        same.forEach(request.headers()::remove);
    }

    /**
     * Adds a header. Refused unless the value is printable ASCII: a line break would begin another header (RFC 9112,
     * section 11.1), and of other characters a target would get something else than the secret, for headers have no
     * agreed encoding (RFC 9110, section 5.5).
     */
    static Outcome<OutboundRequest> add(OutboundRequest request, String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c > 0x7E) {
                return Outcome.refused(
                        Refusal.of(RefusalCode.SECRET_UNAVAILABLE, "The target's secret can't stand in a header")
                                .withDetail("the value for header " + name
                                        + " has characters other than printable ASCII, and a header can't carry them"));
            }
        }
        request.headers().add(name, value);
        return Outcome.passed(request);
    }
}
