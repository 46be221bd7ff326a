package io.postern.gateway.failure;

/** The headers by which an answer says who gave it. A target can't set them: they are removed from what it answers. */
public final class ProxyHeaders {

    /** What no target's answer and no caller's request may bring along. */
    public static final String PREFIX = "postern-";

    /** {@code proxy-access-granted}, or the code of {@link RefusalCode.Party}. */
    public static final String CODE = "postern-proxy-code";

    /** The same for people. */
    public static final String MESSAGE = "postern-proxy-message";

    /** {@code gateway} on every refusal of ours, {@code target} on an error that the target answered. */
    public static final String ERROR_SOURCE = "postern-error-source";

    /** The id under which the call stands in the log. */
    public static final String REQUEST_ID = "postern-request-id";

    private ProxyHeaders() {}
}
