package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.admin.requestlog.RequestLogPartitions;
import io.postern.testing.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The request log: rows as a gateway writes them, with its rights, and what members see of them. */
class RequestLogIT extends RunningAdminApi {

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @Autowired
    private RequestLogPartitions partitions;

    /** What differs between the rows; the rest is the same in all. */
    private record Row(
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

    private static void write(String client, Row... rows) {
        try (Connection connection = DATABASE.connect(TestDatabase.GATEWAY_USER);
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

    private static List<String> ids(JsonNode answer) {
        List<String> ids = new ArrayList<>();
        answer.at("/requests")
                .forEach(request -> ids.add(request.get("requestId").stringValue()));
        return ids;
    }

    private static String encoded(Instant time) {
        return URLEncoder.encode(time.toString(), StandardCharsets.UTF_8);
    }

    @Test
    void listWhenCallsWereWrittenThenTheNewestIsFirstAndWhole() {
        Api user = newUser();
        String client = user.newClient();
        write(client, Row.answered("older", now.minusSeconds(5)), Row.answered("newer", now));

        JsonNode body =
                user.get("/api/clients/" + client + "/requests").expect(200).body();

        assertThat(ids(body)).containsExactly("newer", "older");
        assertThat(body.at("/message").stringValue()).isEqualTo("Success");
        assertThat(body.has("nextCursor")).isFalse();
        JsonNode newer = body.at("/requests/0");
        assertThat(newer.at("/pKey").stringValue()).isEqualTo(client);
        assertThat(newer.at("/sKey").stringValue()).isEqualTo("newer");
        assertThat(newer.at("/requestMethod").stringValue()).isEqualTo("GET");
        assertThat(newer.at("/requestPath").stringValue()).isEqualTo("/a");
        assertThat(newer.at("/requestRegion").stringValue()).isEqualTo("eu-1");
        assertThat(newer.at("/requestTotalMicros").longValue()).isEqualTo(2000);
        assertThat(newer.at("/requestUpstreamMicros").isNull()).isTrue();
        assertThat(newer.at("/gatewayId").stringValue()).isEqualTo("gw-1");
        Instant ended = Instant.parse(newer.at("/requestEndedAt").stringValue());
        assertThat(ended).isEqualTo(now.truncatedTo(ChronoUnit.MILLIS));
        assertThat(Instant.parse(newer.at("/requestStartedAt").stringValue())).isBefore(ended);
    }

    @ParameterizedTest
    @CsvSource({
        "requestId=denied, denied",
        "proxyId=prx_2, other",
        "targetId=tgt_2, other",
        "region=eu-1&proxyId=prx_2, other",
        "region=us-1,",
        "method=POST,",
        "outcome=rule, denied",
        "outcome=answered, other answered",
        "outcome=upstream, timeout",
        "code=denied_by_rule, denied",
        "code=truncated,",
        "status=403, denied",
        "status=5xx, timeout",
        "status=2xx&proxyId=prx_1, answered",
        "outcome=rule&status=504,",
        "limit=2, other timeout",
        "proxyId=prx_of_another_client,"
    })
    void listWhenFilteredThenHasThoseCallsOnly(String query, String expected) {
        Api user = newUser();
        String client = user.newClient();
        write(
                client,
                Row.answered("answered", now.minusSeconds(4)),
                new Row("denied", now.minusSeconds(3), "prx_1", "tgt_1", "rule", "denied_by_rule", 403),
                new Row("timeout", now.minusSeconds(2), "prx_1", "tgt_1", "upstream", "upstream_timeout", 504),
                new Row("other", now.minusSeconds(1), "prx_2", "tgt_2", "answered", null, 200));
        write(
                newUser().newClient(),
                new Row("theirs", now, "prx_of_another_client", "tgt_1", "rule", "denied_by_rule", 403));

        JsonNode body = user.get("/api/clients/" + client + "/requests?" + query)
                .expect(200)
                .body();

        assertThat(String.join(" ", ids(body))).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void listWhenATimeIsGivenThenHasCallsFromItOnAndBeforeTheOther() {
        Api user = newUser();
        String client = user.newClient();
        Instant from = now.minusSeconds(20);
        Instant to = now.minusSeconds(10);
        write(
                client,
                Row.answered("before", from.minusNanos(1000)),
                Row.answered("first", from),
                Row.answered("last", to.minusNanos(1000)),
                Row.answered("after", to));

        JsonNode body = user.get("/api/clients/" + client + "/requests?from=" + encoded(from) + "&to=" + encoded(to))
                .expect(200)
                .body();

        assertThat(ids(body)).containsExactly("last", "first");
    }

    @Test
    void pagesWhenCallsArriveMeanwhileThenHaveEveryEarlierCallOnce() {
        Api user = newUser();
        String client = user.newClient();
        Row[] before = IntStream.range(0, 25)
                // Some end in the same microsecond.
                .mapToObj(i -> Row.answered("before-" + (100 + i), now.minusSeconds(i / 3)))
                .toArray(Row[]::new);
        write(client, before);
        List<String> seen = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode body = user.get("/api/clients/" + client + "/requests?limit=4" + next)
                    .expect(200)
                    .body();
            seen.addAll(ids(body));
            next = body.has("nextCursor") ? "&cursor=" + body.get("nextCursor").stringValue() : "";
            pages++;
            write(client, Row.answered("meanwhile-" + pages, now.plusSeconds(pages)));
        } while (!next.isEmpty());

        assertThat(pages).isEqualTo(7);
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(before).map(Row::id).toList());
        assertThat(seen.subList(0, 3)).containsExactly("before-102", "before-101", "before-100");
    }

    @ParameterizedTest
    @CsvSource({
        "status=600, status",
        "status=abc, status",
        "outcome=nobody, outcome",
        "code=%27, code",
        "from=yesterday, from",
        "to=1, to",
        "from=%2B300000-01-01T00:00:00Z, from",
        "to=-5000-01-01T00:00:00Z, to",
        "limit=0, limit",
        "limit=1001, limit",
        "cursor=x, cursor",
        "proxyId=a&proxyId=b, proxyId",
        "proxyid=prx_1, ''",
        "'status=1&limit=x', 'limit, status'"
    })
    void listWhenAParameterIsWrongThenEachIsNamed(String query, String named) {
        Api user = newUser();
        String client = user.newClient();

        assertThat(user.get("/api/clients/" + client + "/requests?" + query)
                        .expect(400)
                        .error())
                .isEqualTo("bad_request: " + named);
    }

    @Test
    void maintainWhenRunThenDaysAheadHavePartitionsAndWaitingRowsMoveIntoThem() {
        Api user = newUser();
        String client = user.newClient();
        LocalDate later = LocalDate.now(ZoneOffset.UTC).plusDays(3);
        partitions.maintain().block();
        drop(later);
        write(client, Row.answered("waiting", later.atTime(12, 0).toInstant(ZoneOffset.UTC)));
        assertThat(Rows.of(DATABASE, "select request_id from request_log_default where client_id = '" + client + "'"))
                .containsExactly("waiting");

        assertThat(partitions.maintain().block()).isEqualTo(new RequestLogPartitions.Maintained(1, 0));

        assertThat(Rows.of(
                        DATABASE, "select request_id from " + partition(later) + " where client_id = '" + client + "'"))
                .containsExactly("waiting");
        assertThat(Rows.of(DATABASE, "select count(*) from request_log_default"))
                .containsExactly("0");
        assertThat(ids(user.get("/api/clients/" + client + "/requests").body())).containsExactly("waiting");
        assertThat(partitions.maintain().block()).isEqualTo(new RequestLogPartitions.Maintained(0, 0));
    }

    @Test
    void maintainWhenDaysAreOldThenTheyAreDroppedAndYoungerOnesStay() {
        Api user = newUser();
        String client = user.newClient();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        LocalDate old = today.minusDays(9);
        // Its last moment is less than seven days ago.
        LocalDate young = today.minusDays(7);
        DATABASE.execute(
                "select add_request_log_partition('" + old + "')", "select add_request_log_partition('" + young + "')");
        write(
                client,
                Row.answered("old", old.atTime(23, 59).toInstant(ZoneOffset.UTC)),
                Row.answered("old-of-no-day", old.minusDays(1).atTime(9, 0).toInstant(ZoneOffset.UTC)),
                Row.answered("young", young.atTime(0, 1).toInstant(ZoneOffset.UTC)));

        RequestLogPartitions.Maintained done = partitions.maintain().block();

        assertThat(done).extracting(RequestLogPartitions.Maintained::dropped).isEqualTo(1);
        assertThat(ids(user.get("/api/clients/" + client + "/requests").body())).containsExactly("young");
        assertThat(Rows.of(DATABASE, "select to_regclass('" + partition(old) + "')"))
                .containsExactly("null");
        drop(young);
    }

    @Test
    void partitionWhenMoreRowsWaitThanTheBoundThenTheyStayInSightWithoutALockAndOtherDaysAreMade() throws SQLException {
        Api user = newUser();
        String client = user.newClient();
        // Beyond what is made ahead.
        LocalDate full = LocalDate.now(ZoneOffset.UTC).plusDays(20);
        LocalDate next = full.plusDays(1);
        write(client, on(full, "one"), on(full, "two"), on(full, "three"), on(next, "four"), on(next, "five"));

        try (Connection reader = DATABASE.connect(TestDatabase.OWNER);
                Statement reading = reader.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("select from request_log_default");
            // Would fail after 3 s if it had to wait for the reader.
            assertThat(asAdmin("select add_request_log_partition('" + full + "', 2)"))
                    .isEqualTo("f");
        }
        assertThat(asAdmin("select add_request_log_partition('" + next + "', 2)"))
                .isEqualTo("t");

        assertThat(idsIn("request_log_default", client)).containsExactly("one", "three", "two");
        assertThat(idsIn(partition(next), client)).containsExactly("five", "four");
        assertThat(ids(user.get("/api/clients/" + client + "/requests").body()))
                .containsExactlyInAnyOrder("one", "two", "three", "four", "five");
        assertThat(asAdmin("select add_request_log_partition('" + full + "', 3)"))
                .isEqualTo("t");
        assertThat(idsIn("request_log_default", client)).isEmpty();
        assertThat(idsIn(partition(full), client)).containsExactly("one", "three", "two");
        drop(full);
        drop(next);
    }

    @Test
    void dropWhenMoreOldRowsWaitThanTheBoundThenTheOldestGoFirstAndTheRestTheNextTime() throws SQLException {
        Api user = newUser();
        String client = user.newClient();
        // Of no day that has a partition, and young enough for the application's own round.
        Instant oldest = now.minus(4, ChronoUnit.DAYS);
        write(
                client,
                Row.answered("third", oldest.minusSeconds(10)),
                Row.answered("first", oldest.minusSeconds(30)),
                Row.answered("second", oldest.minusSeconds(20)),
                Row.answered("kept", oldest));
        String drop = "select drop_request_log_partitions('" + oldest + "', 2)";

        assertThat(asAdmin(drop)).isEqualTo("0");

        assertThat(idsIn("request_log_default", client)).containsExactly("kept", "third");
        asAdmin(drop);
        assertThat(idsIn("request_log_default", client)).containsExactly("kept");
        asAdmin(drop);
        assertThat(ids(user.get("/api/clients/" + client + "/requests").body())).containsExactly("kept");
        DATABASE.execute("delete from request_log_default where client_id = '" + client + "'");
    }

    private static Row on(LocalDate day, String id) {
        return Row.answered(id, day.atTime(12, 0).toInstant(ZoneOffset.UTC));
    }

    private static List<String> idsIn(String table, String client) {
        return Rows.of(
                DATABASE,
                "select request_id from " + table + " where client_id = '" + client + "' order by request_id");
    }

    private static String asAdmin(String sql) throws SQLException {
        try (Connection connection = DATABASE.connect(TestDatabase.ADMIN_USER);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from request_log",
                "update request_log set path = ''",
                "truncate request_log",
                "drop table request_log_default",
                "insert into request_log (ended_at, request_id, client_id, proxy_id, target_id, region, method, outcome,"
                        + " total_micros, gateway_micros, gateway_id) values (now(), 'a', 'b', 'c', 'd', 'e', 'GET',"
                        + " 'answered', 1, 1, 'g')"
            })
    void adminsUserWhenItWritesTheLogThenPermissionIsDenied(String sql) throws SQLException {
        try (Connection connection = DATABASE.connect(TestDatabase.ADMIN_USER);
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
    }

    private static String partition(LocalDate day) {
        return "request_log_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static void drop(LocalDate day) {
        DATABASE.execute("drop table if exists " + partition(day));
    }
}
