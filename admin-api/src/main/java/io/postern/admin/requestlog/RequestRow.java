package io.postern.admin.requestlog;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call, as the gateway wrote it. */
record RequestRow(
        long endedAtMicros,
        String requestId,
        String clientId,
        String proxyId,
        String targetId,
        String region,
        String method,
        @Nullable String path,
        String outcome,
        @Nullable String code,
        @Nullable Integer status,
        @Nullable String ruleId,
        long totalMicros,
        long gatewayMicros,
        @Nullable Long upstreamMicros,
        @Nullable Long requestBytes,
        @Nullable Long responseBytes,
        String gatewayId) {

    static final String COLUMNS =
            "(extract(epoch from ended_at) * 1000000)::bigint as ended_at_micros, request_id, client_id,"
                    + " proxy_id, target_id, region, method, path, outcome, code, status, rule_id, total_micros, gateway_micros,"
                    + " upstream_micros, request_bytes, response_bytes, gateway_id";

    static RequestRow of(Readable row) {
        return new RequestRow(
                number(row, "ended_at_micros"),
                text(row, "request_id"),
                text(row, "client_id"),
                text(row, "proxy_id"),
                text(row, "target_id"),
                text(row, "region"),
                text(row, "method"),
                row.get("path", String.class),
                text(row, "outcome"),
                row.get("code", String.class),
                row.get("status", Integer.class),
                row.get("rule_id", String.class),
                number(row, "total_micros"),
                number(row, "gateway_micros"),
                row.get("upstream_micros", Long.class),
                row.get("request_bytes", Long.class),
                row.get("response_bytes", Long.class),
                text(row, "gateway_id"));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    Instant endedAt() {
        return Instant.EPOCH.plus(endedAtMicros, ChronoUnit.MICROS);
    }

    Instant startedAt() {
        return endedAt().minus(totalMicros, ChronoUnit.MICROS);
    }
}
