package io.postern.core.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a migration may do while the version before it goes on reading and writing: add what that one does not know, and
 * does not have to fill. Whatever else needs the comment {@code -- upgrade: } with the reason why that version lives with
 * it, right before the statement.
 */
final class AdditiveMigrations {

    /** Before it there was nothing that could have been running. */
    private static final int FIRST = 5;

    private static final Pattern EXCEPTION = Pattern.compile("upgrade: .{20,}");
    private static final Pattern NEW_TABLE = Pattern.compile("create table (?:if not exists )?(\\w+).*");
    private static final Pattern NEW_FUNCTION = Pattern.compile("create function (\\w+).*");
    private static final Pattern HARMLESS =
            Pattern.compile("create (index|sequence|function|table) .*|comment on .*|grant .*");
    private static final Pattern ADDED_COLUMN = Pattern.compile("alter table \\w+ add column (.*)");
    private static final Pattern ON = Pattern.compile(
            "(?:alter table|insert into|create unique index (?:if not exists )?\\w+ on|revoke .* on(?: table| function)?) (\\w+).*");

    // A row that is referred to can't be deleted by a program that does not know of it.
    private static final Pattern REFERENCE =
            Pattern.compile("references (\\w+)\\b(?!(?: ?\\([^)]*\\))? on delete (?:cascade|set))");

    private AdditiveMigrations() {}

    /** What a migration does that it may not, one sentence each. */
    static List<String> problems(MigrationScript script) {
        List<String> problems = new ArrayList<>();
        if (script.version() < FIRST) {
            return problems;
        }
        Set<String> own = new HashSet<>();
        Set<String> tables = new HashSet<>();
        StringBuilder grants = new StringBuilder();
        for (MigrationScript.Statement statement : script.statements()) {
            String sql = statement.sql();
            Matcher table = NEW_TABLE.matcher(sql);
            if (table.matches()) {
                own.add(table.group(1));
                if (!sql.contains(" partition of ")) {
                    tables.add(table.group(1));
                }
            }
            Matcher function = NEW_FUNCTION.matcher(sql);
            if (function.matches()) {
                own.add(function.group(1));
            }
            if (sql.startsWith("grant ")) {
                grants.append(sql).append('\n');
            }
            if (!EXCEPTION.matcher(statement.comments()).find() && !harmless(sql, own)) {
                problems.add("V" + script.version() + " may break the version before it: " + sql);
            }
        }
        for (String table : tables) {
            if (!Pattern.compile("grant .* on (?:table )?(?:\\w+, )*" + table + "\\b")
                    .matcher(grants)
                    .find()) {
                problems.add("V" + script.version() + " grants nobody rights on " + table);
            }
        }
        return problems;
    }

    private static boolean harmless(String sql, Set<String> own) {
        Matcher reference = REFERENCE.matcher(sql);
        while (reference.find()) {
            if (!own.contains(reference.group(1))) {
                return false;
            }
        }
        if (HARMLESS.matcher(sql).matches()) {
            return true;
        }
        Matcher on = ON.matcher(sql);
        if (on.matches() && own.contains(on.group(1))) {
            return true;
        }
        Matcher column = ADDED_COLUMN.matcher(sql);
        return column.matches()
                && !column.group(1).contains(", add ")
                && !column.group(1).contains(", alter ")
                && !column.group(1).contains(", drop ")
                && (!column.group(1).contains("not null") || column.group(1).contains(" default "));
    }
}
