package io.postern.admin;

import io.postern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks at rows from outside the application. */
final class Rows {

    private Rows() {}

    /** The first column of every row. */
    static List<String> of(TestDatabase database, String sql) {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.connect(TestDatabase.OWNER);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return values;
    }
}
