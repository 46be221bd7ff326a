package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {

    @ParameterizedTest
    @ValueSource(strings = {"postgresql:", "postgres:", "jdbc:postgresql:", "r2dbc:postgresql:"})
    void parseWhenItIsAUrlOfPostgresThenTakesItApart(String scheme) {
        Database database = Database.parse(scheme + "//me:p%40ss+word@db.example.com:5433/postern?sslmode=require");
        assertThat(database.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example.com:5433/postern?sslmode=require");
        assertThat(database.r2dbcUrl()).isEqualTo("r2dbc:postgresql://db.example.com:5433/postern?sslmode=require");
        assertThat(database.owner()).isEqualTo(new Database.Login("me", "p@ss+word"));
        assertThat(database.gateway()).isEqualTo(database.owner());
        assertThat(database.toString()).doesNotContain("p@ss");
    }

    @Test
    void parseWhenNobodyLogsInThenSaysTheForm() {
        assertThatExceptionOfType(QuickstartException.class)
                .isThrownBy(() -> Database.parse("postgresql://db.example.com/postern"))
                .withMessageContaining("USER:PASSWORD");
    }

    @Test
    void checkWhenNobodyListensThenSaysSoAtOnceAndKeepsThePassword() {
        Database nobody = Database.parse("postgresql://me:s3cr3t@127.0.0.1:" + Ports.free() + "/postern");
        assertThatExceptionOfType(QuickstartException.class)
                .isThrownBy(nobody::check)
                .withMessageContainingAll("--postgres", "127.0.0.1", "refused")
                .withMessageNotContaining("s3cr3t");
    }

    @Test
    void checkWhenItIsNoAddressThenSaysSoAndKeepsThePassword() {
        assertThatExceptionOfType(QuickstartException.class)
                .isThrownBy(() -> Database.parse("postgresql://me:s3cr3t@127.0.0.1:port/postern")
                        .check())
                .withMessageContaining("--postgres")
                .withMessageNotContaining("s3cr3t");
    }
}
