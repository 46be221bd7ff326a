package io.postern.admin.http;

import io.postern.core.field.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for: at most {@code limit} resources, of ids behind {@code after} in the lists' order.
 *
 * @param limit 1 to 1,000, and 1,000 where it is left out, so that a caller that knows nothing of pages gets them all
 * @param after empty: from the start
 */
public record Page(int limit, String after) {

    public static final int MOST = 1000;

    private static final Pattern LIMIT = Pattern.compile("[0-9]{1,4}");
    private static final Pattern ID = Pattern.compile("[a-z]{1,8}_[0-9a-z]{1,40}");

    /**
     * Reads the two query parameters.
     *
     * @throws ApiException {@code bad_request} where the limit or the cursor is none of ours
     */
    public static Page of(@Nullable String limit, @Nullable String cursor) {
        int count = MOST;
        if (limit != null) {
            count = LIMIT.matcher(limit).matches() ? Integer.parseInt(limit) : 0;
            if (count < 1 || count > MOST) {
                throw bad("limit", "must be a whole number from 1 to " + MOST);
            }
        }
        return new Page(count, cursor == null ? "" : decode(cursor));
    }

    /** Makes the answer's part of {@code limit + 1} resources that were read. */
    public <T> Slice<T> slice(List<T> read, Function<T, String> id) {
        if (read.size() <= limit) {
            return new Slice<>(read, null);
        }
        List<T> items = List.copyOf(read.subList(0, limit));
        return new Slice<>(items, encode(id.apply(items.get(limit - 1))));
    }

    private static String encode(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            String id = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (ID.matcher(id).matches()) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Falls through: it is the same mistake.
        }
        throw bad("cursor", "must be a nextCursor of an earlier answer");
    }

    private static ApiException bad(String parameter, String message) {
        return new ApiException(
                ErrorCode.BAD_REQUEST,
                "A query parameter is not valid",
                List.of(new FieldError(List.of(parameter), message)));
    }

    /**
     * One page of a list.
     *
     * @param nextCursor null on the last page
     */
    public record Slice<T>(List<T> items, @Nullable String nextCursor) {

        public <R> Slice<R> map(Function<T, R> as) {
            return new Slice<>(items.stream().map(as).toList(), nextCursor);
        }
    }
}
