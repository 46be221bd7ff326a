package io.postern.admin.requestlog;

import io.postern.admin.http.ApiException;
import io.postern.admin.http.ErrorCode;
import io.postern.core.field.FieldError;
import io.postern.core.request.EndedBy;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Which calls are asked for; null: all of them.
 *
 * @param texts columns and what must stand in them
 * @param leastStatus with {@code mostStatus}: of what the caller saw
 * @param from calls that ended then or later
 * @param to calls that ended before
 * @param limit 1 to 1,000, and 1,000 where it is left out
 */
record RequestFilter(
        Map<String, String> texts,
        @Nullable Integer leastStatus,
        @Nullable Integer mostStatus,
        @Nullable Instant from,
        @Nullable Instant to,
        int limit,
        @Nullable RequestCursor cursor) {

    private static final int MOST = 1000;
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern CODE = Pattern.compile("[a-z_]{1,64}");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}|other");
    private static final Pattern STATUS = Pattern.compile("[1-5]([0-9]{2}|xx)");
    private static final Pattern LIMIT = Pattern.compile("[0-9]{1,4}");
    private static final List<String> OUTCOMES =
            Arrays.stream(EndedBy.values()).map(EndedBy::word).toList();

    /** A parameter that is compared with a column as it is. */
    private record Text(String parameter, String column, Function<String, Boolean> valid, String message) {}

    private static final List<Text> TEXTS = List.of(
            new Text("requestId", "request_id", value -> ID.matcher(value).matches(), "must be an id"),
            new Text("proxyId", "proxy_id", value -> ID.matcher(value).matches(), "must be an id"),
            new Text("targetId", "target_id", value -> ID.matcher(value).matches(), "must be an id"),
            new Text("region", "region", value -> REGION.matcher(value).matches(), "must be a region"),
            new Text("method", "method", value -> METHOD.matcher(value).matches(), "must be a method, or other"),
            new Text("outcome", "outcome", OUTCOMES::contains, "must be one of " + String.join(", ", OUTCOMES)),
            new Text(
                    "code",
                    "code",
                    value -> CODE.matcher(value).matches(),
                    "must be an error code, cancelled or truncated"));

    RequestFilter {
        texts = Map.copyOf(texts);
    }

    /**
     * Reads the query parameters. One that is unknown is wrong, too: whoever mistypes a filter must not take everything for
     * what was filtered.
     *
     * @throws ApiException {@code bad_request}, which names every parameter that is wrong
     */
    static RequestFilter of(MultiValueMap<String, String> parameters) {
        return new Reader(parameters).read();
    }

    private static final class Reader {

        private final MultiValueMap<String, String> parameters;
        private final List<FieldError> errors = new ArrayList<>();
        private final List<String> known = new ArrayList<>();

        Reader(MultiValueMap<String, String> parameters) {
            this.parameters = parameters;
        }

        RequestFilter read() {
            Map<String, String> texts = new java.util.HashMap<>();
            for (Text text : TEXTS) {
                value(
                                text.parameter(),
                                text.message(),
                                value -> text.valid().apply(value) ? Optional.of(value) : Optional.empty())
                        .ifPresent(value -> texts.put(text.column(), value));
            }
            Optional<String> status = value(
                    "status",
                    "must be a status such as 404, or a class such as 5xx",
                    value -> Optional.of(value)
                            .filter(text -> STATUS.matcher(text).matches()));
            Optional<Instant> from = instant("from");
            Optional<Instant> to = instant("to");
            int limit = value("limit", "must be a whole number from 1 to " + MOST, Reader::limit)
                    .orElse(MOST);
            Optional<RequestCursor> cursor =
                    value("cursor", "must be a nextCursor of an earlier answer", RequestCursor::parse);
            finish();
            return new RequestFilter(
                    texts,
                    status.map(text -> Integer.valueOf(text.replace("xx", "00")))
                            .orElse(null),
                    status.map(text -> Integer.valueOf(text.replace("xx", "99")))
                            .orElse(null),
                    from.orElse(null),
                    to.orElse(null),
                    limit,
                    cursor.orElse(null));
        }

        private Optional<Instant> instant(String name) {
            return value(name, "must be a time such as 2026-11-22T09:30:00Z", text -> {
                try {
                    // PostgreSQL knows fewer years than Java, and RFC 3339 only those of four digits.
                    return Optional.of(OffsetDateTime.parse(text))
                            .filter(time -> time.getYear() >= 1 && time.getYear() <= 9999)
                            .map(OffsetDateTime::toInstant);
                } catch (DateTimeParseException e) {
                    return Optional.empty();
                }
            });
        }

        private static Optional<Integer> limit(String text) {
            return Optional.of(text)
                    .filter(digits -> LIMIT.matcher(digits).matches())
                    .map(Integer::valueOf)
                    .filter(count -> count >= 1 && count <= MOST);
        }

        private <T> Optional<T> value(String name, String message, Function<String, Optional<T>> reading) {
            known.add(name);
            List<String> values = parameters.getOrDefault(name, List.of());
            if (values.isEmpty()) {
                return Optional.empty();
            }
            Optional<T> value =
                    values.size() == 1 && values.get(0) != null ? reading.apply(values.get(0)) : Optional.empty();
            if (value.isEmpty()) {
                errors.add(new FieldError(List.of(name), values.size() == 1 ? message : "must be given once"));
            }
            return value;
        }

        private void finish() {
            if (!known.containsAll(parameters.keySet())) {
                // Not by its name, which is the caller's text.
                errors.add(new FieldError(List.of(), "there are only the parameters " + String.join(", ", known)));
            }
            if (!errors.isEmpty()) {
                throw new ApiException(ErrorCode.BAD_REQUEST, "A query parameter is not valid", errors);
            }
        }
    }
}
