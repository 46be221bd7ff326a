package io.postern.admin;

import io.postern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Rows of the request log. */
final class LoggedCalls {

    private LoggedCalls() {}

    /** What differs between the rows; the rest is the same in all. */
    record Row(
            String id,
            Instant endedAt,
            String proxy,
            String target,
            String outcome,
            @Nullable String code,
            Integer status) {

        static Row answered(String id, Instant endedAt) {
            return new Row(id, endedAt, "prx_1", "tgt_1", "answered", null, 200);
        }
    }

    /** As a gateway writes them, with its rights. */
    static void write(TestDatabase database, String client, Row... rows) {
        try (Connection connection = database.connect(TestDatabase.GATEWAY_USER);
                PreparedStatement insert = connection.prepareStatement(
                        "insert into request_log (ended_at, request_id, client_id, proxy_id, target_id, region, method,"
                                + " path, outcome, code, status, total_micros, gateway_micros, gateway_id)"
                                + " values (?, ?, ?, ?, ?, 'eu-1', 'GET', '/a', ?, ?, ?, 2000, 150, 'gw-1')")) {
            for (Row row : rows) {
                insert.setObject(1, row.endedAt().atOffset(ZoneOffset.UTC));
                insert.setString(2, row.id());
                insert.setString(3, client);
                insert.setString(4, row.proxy());
                insert.setString(5, row.target());
                insert.setString(6, row.outcome());
                insert.setString(7, row.code());
                insert.setObject(8, row.status());
                insert.execute();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of an answer with calls, in its order. */
    static List<String> ids(JsonNode answer) {
        List<String> ids = new ArrayList<>();
        answer.at("/requests")
                .forEach(request -> ids.add(request.get("requestId").stringValue()));
        return ids;
    }
}
