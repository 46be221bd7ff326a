package io.postern.gateway.failure;

/**
 * Why a call got no answer of its target. The words are part of the contract: they stand in {@code error.code} of the
 * answer, in the log and in the metrics.
 */
public enum RefusalCode {
    PROXY_NOT_FOUND(404, Party.CALLER),
    PROXY_INACTIVE(403, Party.GATEWAY),
    BAD_REQUEST(400, Party.CALLER),
    AMBIGUOUS_PATH(400, Party.CALLER),
    AMBIGUOUS_QUERY(400, Party.CALLER),
    AMBIGUOUS_HEADER(400, Party.CALLER),
    UNREADABLE_BODY(400, Party.CALLER),
    METHOD_NOT_ALLOWED(405, Party.CALLER),
    BODY_TOO_LARGE(413, Party.CALLER),
    HEADERS_TOO_LARGE(431, Party.CALLER),
    URI_TOO_LONG(414, Party.CALLER),
    INVALID_PROXY_CREDENTIAL(401, Party.CALLER),
    /** The signer's keys could not be had, so that nothing can be said of the caller's token. */
    CALLER_KEYS_UNAVAILABLE(503, Party.GATEWAY),
    DENIED_BY_RULE(403, Party.RULE),
    RATE_LIMITED(429, Party.LIMIT),
    /** Where gateways count together nobody answers, and the operator wants no call counted by one of them alone. */
    LIMIT_UNAVAILABLE(503, Party.GATEWAY),
    SECRET_UNAVAILABLE(503, Party.SECRET),
    /** The secret is there, and the token that it is to be exchanged for can't be had. */
    TOKEN_UNAVAILABLE(503, Party.SECRET),
    /** The secret is there and can't be placed: for example, the request lacks the placeholder. */
    INJECTION_FAILED(400, Party.CALLER),
    ADDRESS_REFUSED(502, Party.GATEWAY),
    UPSTREAM_UNREACHABLE(502, Party.UPSTREAM),
    UPSTREAM_TLS_FAILED(502, Party.UPSTREAM),
    UPSTREAM_BROKEN(502, Party.UPSTREAM),
    UPSTREAM_BUSY(503, Party.UPSTREAM),
    UPSTREAM_CIRCUIT_OPEN(503, Party.UPSTREAM),
    UPSTREAM_TIMEOUT(504, Party.UPSTREAM),
    NOT_READY(503, Party.GATEWAY),
    SHUTTING_DOWN(503, Party.GATEWAY),
    INTERNAL_ERROR(500, Party.GATEWAY);

    /** Who has to act. */
    public enum Party {
        CALLER("proxy-access-denied"),
        RULE("proxy-access-denied"),
        LIMIT("proxy-rate-limited"),
        SECRET("proxy-secret-unavailable"),
        UPSTREAM("proxy-upstream-failed"),
        GATEWAY("proxy-gateway-failed");

        private final String proxyCode;

        Party(String proxyCode) {
            this.proxyCode = proxyCode;
        }

        /** What stands in {@code postern-proxy-code}. */
        public String proxyCode() {
            return proxyCode;
        }
    }

    private final int status;
    private final Party party;

    RefusalCode(int status, Party party) {
        this.status = status;
        this.party = party;
    }

    /** The HTTP status, where no compatibility setting says otherwise. */
    public int status() {
        return status;
    }

    public Party party() {
        return party;
    }

    /** The code as it stands in answers: {@code denied_by_rule}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
