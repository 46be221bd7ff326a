package io.postern.gateway.proxy;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Exceptions nobody expected, told without their messages, which may quote a secret. */
final class Defects {

    private static final int FRAMES = 12;

    private Defects() {}

    static String describe(Throwable error) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = error; cause != null && text.length() < 4000; cause = cause.getCause()) {
            text.append(text.isEmpty() ? "" : " caused by ")
                    .append(cause.getClass().getName())
                    .append(Arrays.stream(cause.getStackTrace())
                            .limit(FRAMES)
                            .map(StackTraceElement::toString)
                            .collect(Collectors.joining(" < ", " at ", "")));
        }
        return text.toString();
    }
}
