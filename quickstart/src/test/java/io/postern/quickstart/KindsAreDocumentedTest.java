package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialType;
import io.postern.testing.DocumentationPage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each kind of credential has its row in docs/credentials/README.md, and a page with an example for each side it is for. */
class KindsAreDocumentedTest {

    @Test
    void tableOfKindsThenHasEachKindOnTheSidesItIsFor() {
        List<List<String>> rows = DocumentationPage.read("docs/credentials/README.md").rows().stream()
                .filter(row -> row.get(0).endsWith(".md)"))
                .toList();

        assertThat(named(rows, 1)).as("caller → gateway").isEqualTo(CredentialKinds.names(CredentialType.PROXY));
        assertThat(named(rows, 2)).as("gateway → target").isEqualTo(CredentialKinds.names(CredentialType.TARGET));
    }

    private static Set<String> named(List<List<String>> rows, int column) {
        Set<String> named = new TreeSet<>();
        for (List<String> row : rows) {
            if (row.get(column).equals("yes")) {
                String kind = row.get(0).substring(2, row.get(0).indexOf("`]"));
                assertThat(row.get(0)).isEqualTo("[`" + kind + "`](" + kind + ".md)");
                named.add(kind);
            }
        }
        return named;
    }

    @Test
    void tableOfPlacesThenHasEachKindThatCallersShow() {
        Set<String> named = new TreeSet<>();
        for (List<String> row : DocumentationPage.read("docs/concepts.md")
                .section("## Where the caller's credential may stand")
                .rows()) {
            named.addAll(List.of(row.get(0).replace("`", "").split(", ", -1)));
        }
        assertThat(named).isEqualTo(CredentialKinds.names(CredentialType.PROXY));
    }

    @Test
    void pageOfAKindThenHasAnExampleForEachSideItIsFor() {
        for (CredentialType type : CredentialType.values()) {
            for (String kind : CredentialKinds.names(type)) {
                DocumentationPage page = DocumentationPage.read("docs/credentials/" + kind + ".md");
                assertThat(page.indented())
                        .as(page.file() + ", indented by four spaces")
                        .anyMatch(block -> block.startsWith(
                                "{\"credentialType\":\"" + type.word() + "\",\"credentialAuthType\":\"" + kind + "\""));
            }
        }
    }
}
