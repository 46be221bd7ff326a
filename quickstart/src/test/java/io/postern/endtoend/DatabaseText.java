package io.postern.endtoend;

import io.postern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** All that PostgreSQL holds, as text. */
final class DatabaseText {

    private DatabaseText() {}

    /** Every row of every table; a table's name before each. */
    static String of(TestDatabase database) {
        StringBuilder text = new StringBuilder();
        for (String table : column(
                database,
                "select table_name from information_schema.tables where table_schema = current_schema() and table_type ="
                        + " 'BASE TABLE'")) {
            for (String row : column(database, "select t::text from \"" + table + "\" t")) {
                text.append(table).append(' ').append(row).append('\n');
            }
        }
        return text.toString();
    }

    /** The first column of what the owner may see. */
    static List<String> column(TestDatabase database, String sql) {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.connect(TestDatabase.OWNER);
                var statement = connection.createStatement();
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
