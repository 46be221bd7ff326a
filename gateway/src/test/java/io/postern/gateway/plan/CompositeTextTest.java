package io.postern.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompositeTextTest {

    @Test
    void nextWhenThereAreRowsThenGivesTheirFieldsInOrder() {
        CompositeText rows = new CompositeText("(prx_1,t,60)(prx_2,f,-1)");

        assertThat(rows.next()).isTrue();
        assertThat(rows.text()).isEqualTo("prx_1");
        assertThat(rows.bool()).isTrue();
        assertThat(rows.integer()).isEqualTo(60);
        assertThat(rows.next()).isTrue();
        assertThat(rows.text()).isEqualTo("prx_2");
        assertThat(rows.bool()).isFalse();
        assertThat(rows.integer()).isEqualTo(-1);
        assertThat(rows.next()).isFalse();
    }

    @Test
    void nextWhenTheTextIsEmptyThenThereIsNoRow() {
        assertThat(new CompositeText("").next()).isFalse();
    }

    @Test
    void textWhenItSaysWhatTheRowBeforeDidThenIsTheSameString() {
        CompositeText rows = new CompositeText("(cl_1,eu-1)(cl_1,eu-1)");
        rows.next();
        String client = rows.text();
        String region = rows.text();
        rows.next();

        assertThat(rows.text()).isSameAs(client);
        assertThat(rows.text()).isSameAs(region);
        assertThat(rows.next()).isFalse();
    }

    @Test
    void textWhenItBeginsAsTheRowBeforeDidThenIsItsOwn() {
        CompositeText rows = new CompositeText("(a,b)(ab,bc)(a,)(,b)(a,\"b\")(b,b)");
        List<String> fields = new ArrayList<>();
        while (rows.next()) {
            fields.add(rows.nullable());
            fields.add(rows.nullable());
        }

        assertThat(fields).containsExactly("a", "b", "ab", "bc", "a", null, null, "b", "a", "b", "b", "b");
    }

    @Test
    void textWhenThereAreManyFieldsThenReadsThemAll() {
        List<String> fields =
                IntStream.range(0, 100).mapToObj(Integer::toString).toList();
        String row = "(" + String.join(",", fields) + ")";
        CompositeText rows = new CompositeText(row + row);

        for (int n = 0; n < 2; n++) {
            rows.next();
            assertThat(fields).allSatisfy(field -> assertThat(rows.text()).isEqualTo(field));
        }
        assertThat(rows.next()).isFalse();
    }

    @Test
    void nullableWhenFieldsAreEmptyThenTellsNullFromEmpty() {
        CompositeText row = new CompositeText("(,\"\",)");
        row.next();

        assertThat(row.nullable()).isNull();
        assertThat(row.nullable()).isEmpty();
        assertThat(row.nullable()).isNull();
        assertThat(row.next()).isFalse();
    }

    @Test
    void textWhenQuotedThenIsAsItWas() {
        CompositeText row =
                new CompositeText("(\"a,b)(c\",\"{\"\"key\"\": \"\"C:\\\\\\\\x\"\"}\",\"\"\"\",\"\\\\\",\"é\n\")");
        row.next();

        assertThat(row.text()).isEqualTo("a,b)(c");
        assertThat(row.text()).isEqualTo("{\"key\": \"C:\\\\x\"}");
        assertThat(row.text()).isEqualTo("\"");
        assertThat(row.text()).isEqualTo("\\");
        assertThat(row.text()).isEqualTo("é\n");
        assertThat(row.next()).isFalse();
    }

    @Test
    void textWhenNullThenFails() {
        CompositeText row = new CompositeText("(,a)");
        row.next();

        assertThatThrownBy(row::text).hasMessageContaining("never null");
    }

    @Test
    void fieldWhenTheRowHasNoMoreThenFails() {
        CompositeText rows = new CompositeText("(a)(b)");
        rows.next();
        rows.text();

        assertThatThrownBy(rows::nullable).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nextWhenTheRowHasFieldsLeftThenFails() {
        CompositeText rows = new CompositeText("(a,b)(c,d)");
        rows.next();
        rows.text();

        assertThatThrownBy(rows::next).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "(",
                "(a",
                "(a)(a",
                "(a)(ab",
                "(\"a",
                "(\"a\"",
                "(\"a\"b)",
                "(\"a\\b\")",
                "(\"a\\",
                ")",
                " (a)"
            })
    void textWhenItIsNoneThenFails(String text) {
        assertThatThrownBy(() -> {
                    CompositeText rows = new CompositeText(text);
                    while (rows.next()) {
                        rows.nullable();
                    }
                })
                .isInstanceOf(IllegalStateException.class);
    }
}
