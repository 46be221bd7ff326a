package io.postern.core.request;

import java.util.List;

/** The methods that a call may have (RFC 9110, section 9.3, and RFC 5789), and that rules may name. */
public final class CallMethods {

    /** In upper case: methods are case-sensitive. */
    public static final List<String> ALL = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private CallMethods() {}

    /** What is said where another one comes. */
    public static String refusal() {
        return "The method must be one of " + String.join(", ", ALL);
    }
}
