package io.postern.core.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The statements of one migration, each with the comments that stand before it. */
record MigrationScript(int version, List<Statement> statements) {

    /** @param sql on one line, in lower case, without comments; what stands between {@code $$} is left out */
    record Statement(String comments, String sql) {}

    /** Those of this version of Postern. */
    static List<MigrationScript> all() throws IOException {
        Path folder = Path.of(System.getProperty("postern.root"), "core/src/main/resources/db/migration");
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(MigrationScript::read).toList();
        }
    }

    private static MigrationScript read(Path file) {
        String name = file.getFileName().toString();
        try {
            return parse(Integer.parseInt(name.substring(1, name.indexOf("__"))), Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static MigrationScript parse(int version, String text) {
        String withoutBodies =
                Pattern.compile("\\$\\$.*?\\$\\$", Pattern.DOTALL).matcher(text).replaceAll("body");
        List<Statement> statements = new ArrayList<>();
        StringBuilder comments = new StringBuilder();
        StringBuilder sql = new StringBuilder();
        for (String line : withoutBodies.split("\n", -1)) {
            int comment = line.indexOf("--");
            if (comment >= 0) {
                comments.append(line.substring(comment + 2).strip()).append('\n');
            }
            String code = comment < 0 ? line : line.substring(0, comment);
            for (int end = code.indexOf(';'); end >= 0; end = code.indexOf(';')) {
                sql.append(' ').append(code, 0, end);
                statements.add(new Statement(comments.toString(), onOneLine(sql)));
                sql.setLength(0);
                comments.setLength(0);
                code = code.substring(end + 1);
            }
            sql.append(' ').append(code);
        }
        if (!onOneLine(sql).isEmpty()) {
            throw new IllegalArgumentException("V" + version + " does not end with a semicolon");
        }
        return new MigrationScript(version, List.copyOf(statements));
    }

    private static String onOneLine(CharSequence sql) {
        return sql.toString().strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }
}
