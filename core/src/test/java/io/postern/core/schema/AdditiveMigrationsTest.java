package io.postern.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two versions run next to each other during an upgrade: no migration takes from the older one what it uses. */
class AdditiveMigrationsTest {

    @Test
    void migrationsOfThisVersionOnlyAdd() throws IOException {
        assertThat(MigrationScript.all())
                .hasSizeGreaterThan(4)
                .allSatisfy(script ->
                        assertThat(AdditiveMigrations.problems(script)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table target;",
                "alter table target drop column target_test_path;",
                "alter table target rename column target_name to name;",
                "alter table target alter column target_name type varchar(10);",
                "alter table target alter column target_name set not null;",
                "alter table target add column target_owner text not null;",
                "alter table target add column a text, drop column target_name;",
                "alter table target add check (length(target_name) < 10);",
                "create unique index one_name on target (target_name);",
                "revoke insert on target from postern_admin;",
                "update target set target_name = '';",
                "delete from change;",
                "truncate audit;",
                "do $$ begin execute 'drop table target'; end $$;",
                "create trigger t before insert on target execute function f();",
                "create table nobodys (id text);",
                "create table mine (t text references target (target_id)); grant select on mine to postern_admin;",
                "alter table rule add column t text references target;",
                "-- upgrade: short\ndrop table target;"
            })
    void problemsWhenTheVersionBeforeMayBreakThenBites(String sql) {
        assertThat(AdditiveMigrations.problems(MigrationScript.parse(90, sql))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table target add column target_owner text;",
                "alter table target add column target_owner text not null default '';",
                "create table mine (id text); create unique index u on mine (id); insert into mine values ('1');"
                        + " grant select on mine to postern_gateway;",
                "create table mine (t text references target (target_id) on delete cascade, u text references target on delete"
                        + " set null); grant select on mine to postern_admin;",
                "create table mine (id text); create table more (m text references mine); grant all on mine, more to a;",
                "create index target_by_name on target (target_name); -- the last one\n",
                "create function f() returns int language sql as $$ select 1; $$; revoke all on function f() from public;",
                "-- upgrade: no version ever read or wrote this column, see ADR 12\n"
                        + "alter table target drop column target_unused;"
            })
    void problemsWhenItOnlyAddsThenNone(String sql) {
        assertThat(AdditiveMigrations.problems(MigrationScript.parse(90, sql))).isEmpty();
    }
}
