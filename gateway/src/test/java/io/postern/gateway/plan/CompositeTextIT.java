package io.postern.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What PostgreSQL writes is read as it was. */
class CompositeTextIT {

    private static final String[] PIECES = {
        "\"", "\\", "(", ")", ",", "'", " ", "\n", "\r", "\t", "\u0001", "\u007f", "\u00a0", "é", "日本", "😀", "{}",
        "null", "NULL", "a", "t", "0"
    };
    private static final int ROWS = 5_000;

    @Test
    void rowsWhenTheirTextsAreHostileThenAreReadAsTheyWere() throws Exception {
        Random random = new Random(20261122);
        List<List<@Nullable String>> written = new ArrayList<>();
        for (int n = 0; n < ROWS; n++) {
            written.add(Arrays.asList(field(random), field(random), field(random)));
        }

        CompositeText rows = new CompositeText(composites(written));

        for (List<@Nullable String> row : written) {
            assertThat(rows.next()).isTrue();
            assertThat(Arrays.asList(rows.nullable(), rows.nullable(), rows.nullable()))
                    .isEqualTo(row);
        }
        assertThat(rows.next()).isFalse();
    }

    private static @Nullable String field(Random random) {
        int pieces = random.nextInt(6) - 1;
        return pieces < 0
                ? null
                : random.ints(pieces, 0, PIECES.length).mapToObj(n -> PIECES[n]).collect(Collectors.joining());
    }

    private static String composites(List<List<@Nullable String>> written) throws Exception {
        TestDatabase database = PostgresFixture.shared().newEmptyDatabase();
        try (Connection connection = database.connect(TestDatabase.OWNER);
                PreparedStatement statement =
                        connection.prepareStatement("select string_agg((a, b, c)::text, '' order by n)"
                                + " from unnest(?, ?, ?) with ordinality as row (a, b, c, n)")) {
            for (int column = 0; column < 3; column++) {
                int field = column;
                Object[] values = written.stream().map(row -> row.get(field)).toArray();
                statement.setArray(column + 1, connection.createArrayOf("text", values));
            }
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        }
    }
}
