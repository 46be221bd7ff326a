package io.postern.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.DocumentationPage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/api.md has a row for each code with its status, and no row for one that is none. */
class ErrorCodesAreDocumentedTest {

    @Test
    void rowsWhenComparedWithTheCodesThenAreTheSame() {
        List<List<String>> rows =
                DocumentationPage.read("docs/api.md").section("## Errors").rows();

        assertThat(rows.stream().map(row -> row.subList(0, 2)))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> List.of(
                                "`" + code.word() + "`",
                                Integer.toString(code.status().value())))
                        .toList());
    }
}
