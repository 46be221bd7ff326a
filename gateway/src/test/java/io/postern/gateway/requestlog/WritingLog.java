package io.postern.gateway.requestlog;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.requestlog.RequestLogProperties.Detail;
import io.postern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A request log and its writer, which has the rights of the gateway's user, and what they made of the calls. */
final class WritingLog implements AutoCloseable {

    final RequestLog log;
    private final TestDatabase database;
    private final RequestLogProperties properties;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private RequestLogWriter writer;

    WritingLog(TestDatabase database, int capacity, int batch, Duration flushInterval) {
        this.database = database;
        properties = new RequestLogProperties(
                true,
                Detail.PATH,
                "gw-1",
                capacity,
                batch,
                flushInterval,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2));
        log = new RequestLog(
                capacity,
                batch,
                "gw-1",
                new RequestRow.Maker(true, RefusalCode::status),
                Clock.systemUTC(),
                new RequestLogMeters(registry));
        writer = started(database);
    }

    private RequestLogWriter started(TestDatabase to) {
        RequestLogWriter started = new RequestLogWriter(
                log,
                new RequestLogTable(to.connectionFactory(TestDatabase.GATEWAY_USER), properties.writeTimeout()),
                new RequestLogMeters(registry),
                properties);
        started.start();
        return started;
    }

    /** Goes on with another writer, which reaches the database in another way. */
    void writeBy(TestDatabase way) {
        writer.stop();
        writer = started(way);
    }

    void stop() {
        writer.stop();
    }

    @Override
    public void close() {
        stop();
    }

    void add(int from, int to) {
        for (int i = from; i < to; i++) {
            log.add(Calls.answered("r" + i, "/a/" + i));
        }
    }

    int dropped(String reason) {
        return (int) registry.get("postern.requestlog.dropped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    int written() {
        return (int) registry.get("postern.requestlog.written").counter().count();
    }

    /** One expression of every row, in the order in which they ended. */
    List<String> rows(String expression) {
        return select("select " + expression + " from request_log order by ended_at, request_id");
    }

    /** The first column of what the owner of the database gets. */
    List<String> select(String sql) {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.connect(TestDatabase.OWNER);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return values;
    }
}
