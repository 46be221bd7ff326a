package io.postern.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes of PostgreSQL's log, written by tests that ran with {@code -Dpostgres.record=FOLDER}, the statements of each
 * application: {@code admin.sql} and {@code gateway.sql}, each statement once.
 */
public final class RecordedStatements {

    private static final int USER = 1;
    private static final int MESSAGE = 13;
    private static final Map<String, String> FILES =
            Map.of(TestDatabase.ADMIN_USER, "admin.sql", TestDatabase.GATEWAY_USER, "gateway.sql");
    private static final Pattern SENT = Pattern.compile("(?:statement|execute [^:]*): (.*)", Pattern.DOTALL);
    /** {@code COPY} has no plan. An insert needs the same columns and the same right. */
    private static final Pattern COPY = Pattern.compile("copy (\\S+ \\([^)]*\\)) from stdin\\b.*");

    private static final Pattern OF_ROWS = Pattern.compile("(?:select|insert|update|delete|with)\\b.*", Pattern.DOTALL);

    private RecordedStatements() {}

    /**
     * Reads all logs of a folder, and writes the two files into another.
     *
     * @param arguments the folder of the log, and the one for the two files
     */
    public static void main(String[] arguments) throws IOException {
        Map<String, SortedSet<String>> sent = Map.of("admin.sql", new TreeSet<>(), "gateway.sql", new TreeSet<>());
        try (Stream<Path> logs = Files.list(Path.of(arguments[0]))) {
            for (Path log :
                    logs.filter(file -> file.toString().endsWith(".csv")).toList()) {
                for (List<String> line : lines(Files.readString(log))) {
                    String file = line.size() > MESSAGE ? FILES.get(line.get(USER)) : null;
                    var message = SENT.matcher(line.size() > MESSAGE ? line.get(MESSAGE) : "");
                    if (file != null && message.matches()) {
                        String sql = planned(message.group(1).strip().replaceAll("\\s+", " "));
                        if (OF_ROWS.matcher(sql.toLowerCase(Locale.ROOT)).matches()) {
                            java.util.Objects.requireNonNull(sent.get(file)).add(sql);
                        }
                    }
                }
            }
        }
        Path to = Files.createDirectories(Path.of(arguments[1]));
        for (Map.Entry<String, SortedSet<String>> file : sent.entrySet()) {
            Files.writeString(to.resolve(file.getKey()), String.join(";\n", file.getValue()) + ";\n");
        }
    }

    private static String planned(String sql) {
        var copy = COPY.matcher(sql);
        if (!copy.matches()) {
            return sql;
        }
        String values = copy.group(1).replaceAll("^[^(]*", "").replaceAll("[a-z_]+", "null");
        return "insert into " + copy.group(1) + " values " + values;
    }

    /** RFC 4180: quoted fields may have commas, line ends and doubled quotes. */
    private static List<List<String>> lines(String csv) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (!quoted && (c == ',' || c == '\n')) {
                line.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    lines.add(line);
                    line = new ArrayList<>();
                }
            } else {
                field.append(c);
            }
        }
        return lines;
    }
}
