package io.postern.charts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The README's table of values is what {@code values.yaml} says; {@code -Dcharts.write=true} writes it. */
class ChartReadmeTest {

    private static final String HEADING = "## Values\n\n";

    @Test
    void tableOfValuesThenIsThatOfTheComments() throws IOException {
        String page = Chart.text("README.md");
        String expected = page.substring(0, page.indexOf(HEADING) + HEADING.length())
                + "Made from the comments of `values.yaml`: `./mvnw -pl charts -am test -Dtest=ChartReadmeTest -Dcharts.write=true"
                + " -Dsurefire.failIfNoSpecifiedTests=false`.\n\n"
                + ValuesTable.read().markdown();
        if (Boolean.getBoolean("charts.write")) {
            Files.writeString(Chart.FOLDER.resolve("README.md"), expected);
        }

        assertThat(Chart.text("README.md")).isEqualTo(expected);
    }

    @Test
    void valuesThenAreAllDescribed() {
        assertThat(ValuesTable.read().rows())
                .hasSizeGreaterThan(100)
                .allSatisfy(row -> assertThat(row.comment()).as(row.name()).isNotEmpty());
    }
}
