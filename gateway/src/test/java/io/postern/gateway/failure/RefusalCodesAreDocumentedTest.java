package io.postern.gateway.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.DocumentationPage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/errors.md has a row for each code, with its status and who has to act; and no row for one that is none. */
class RefusalCodesAreDocumentedTest {

    @Test
    void rowsWhenComparedWithTheCodesThenAreTheSame() {
        List<List<String>> rows =
                DocumentationPage.read("docs/errors.md").section("## Codes").rows();

        assertThat(rows.stream().map(row -> row.subList(0, 3)))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(RefusalCode.values())
                        .map(code -> List.of(
                                "`" + code.word() + "`",
                                Integer.toString(code.status()),
                                "`" + code.party().proxyCode() + "`"))
                        .toList());
    }
}
