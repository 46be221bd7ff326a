package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.admin.LoggedCalls.Row;
import io.postern.admin.requestlog.RequestLogPartitions;
import io.postern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The days of the request log: how they are made and dropped, and with what rights. */
class RequestLogPartitionsIT extends RunningAdminApi {

    @Autowired
    private RequestLogPartitions partitions;

    @Test
    void maintainWhenRunThenDaysAheadHavePartitionsAndWaitingRowsMoveIntoThem() {
        Api user = newUser();
        String client = user.newClient();
        LocalDate later = LocalDate.now(ZoneOffset.UTC).plusDays(3);
        partitions.maintain().block();
        drop(later);
        LoggedCalls.write(
                DATABASE, client, Row.answered("waiting", later.atTime(12, 0).toInstant(ZoneOffset.UTC)));
        assertThat(Rows.of(DATABASE, "select request_id from request_log_default where client_id = '" + client + "'"))
                .containsExactly("waiting");

        assertThat(partitions.maintain().block()).isEqualTo(new RequestLogPartitions.Maintained(1, 0));

        assertThat(Rows.of(
                        DATABASE, "select request_id from " + partition(later) + " where client_id = '" + client + "'"))
                .containsExactly("waiting");
        assertThat(Rows.of(DATABASE, "select count(*) from request_log_default"))
                .containsExactly("0");
        assertThat(LoggedCalls.ids(
                        user.get("/api/clients/" + client + "/requests").body()))
                .containsExactly("waiting");
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
        LoggedCalls.write(
                DATABASE,
                client,
                Row.answered("old", old.atTime(23, 59).toInstant(ZoneOffset.UTC)),
                Row.answered("old-of-no-day", old.minusDays(1).atTime(9, 0).toInstant(ZoneOffset.UTC)),
                Row.answered("young", young.atTime(0, 1).toInstant(ZoneOffset.UTC)));

        RequestLogPartitions.Maintained done = partitions.maintain().block();

        assertThat(done).extracting(RequestLogPartitions.Maintained::dropped).isEqualTo(1);
        assertThat(LoggedCalls.ids(
                        user.get("/api/clients/" + client + "/requests").body()))
                .containsExactly("young");
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
        LoggedCalls.write(
                DATABASE,
                client,
                on(full, "one"),
                on(full, "two"),
                on(full, "three"),
                on(next, "four"),
                on(next, "five"));

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
        assertThat(LoggedCalls.ids(
                        user.get("/api/clients/" + client + "/requests").body()))
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
        Instant oldest = Instant.now().truncatedTo(ChronoUnit.MICROS).minus(4, ChronoUnit.DAYS);
        LoggedCalls.write(
                DATABASE,
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
        assertThat(LoggedCalls.ids(
                        user.get("/api/clients/" + client + "/requests").body()))
                .containsExactly("kept");
        DATABASE.execute("delete from request_log_default where client_id = '" + client + "'");
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

    private static String partition(LocalDate day) {
        return "request_log_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static void drop(LocalDate day) {
        DATABASE.execute("drop table if exists " + partition(day));
    }
}
