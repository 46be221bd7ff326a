package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.DocumentationPage;
import io.postern.testing.RepositoryRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/operations.md says of each alert what to do, and each alert says where. */
class AlertsAreDocumentedTest {

    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)\\n(?:.*\\n)*?.*runbook_url: (\\S+)\\n");

    @Test
    void alertsWhenListedThenEachHasItsSectionAndLeadsThere() throws IOException {
        String rules = Files.readString(RepositoryRoot.path().resolve("charts/postern/files/alerts.yaml"));
        List<String> alerts = ALERT.matcher(rules)
                .results()
                .map(alert -> {
                    assertThat(alert.group(2))
                            .isEqualTo("docs/operations.md#" + alert.group(1).toLowerCase(Locale.ROOT));
                    return alert.group(1);
                })
                .toList();
        List<String> sections = DocumentationPage.read("docs/operations.md")
                .section("## What to do on each alert")
                .text()
                .lines()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4))
                .toList();

        assertThat(alerts).hasSizeGreaterThan(15);
        assertThat(sections).containsExactlyInAnyOrderElementsOf(alerts);
    }
}
