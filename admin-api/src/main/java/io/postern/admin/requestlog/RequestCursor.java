package io.postern.admin.requestlog;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the log, newest first: right behind this call. What ended since then comes before it, and moves nothing.
 *
 * @param endedAtMicros since 1970
 */
record RequestCursor(long endedAtMicros, String requestId) {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})\\.([0-9A-Za-z_-]{1,64})");

    String text() {
        String text = endedAtMicros + "." + requestId;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty where it is none of ours. */
    static Optional<RequestCursor> parse(String cursor) {
        try {
            Matcher text = TEXT.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            return text.matches()
                    ? Optional.of(new RequestCursor(Long.parseLong(text.group(1)), text.group(2)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
