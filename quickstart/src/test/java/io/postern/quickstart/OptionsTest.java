package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void parseWhenNothingIsGivenThenHasTheDefaults() {
        Options options = Options.parse(List.of());
        assertThat(options.help()).isFalse();
        assertThat(options.fresh()).isFalse();
        assertThat(options.adminPort()).isEqualTo(8081);
        assertThat(options.gatewayPort()).isEqualTo(8080);
        assertThat(options.data()).isEqualTo(Path.of(".postern").toAbsolutePath());
        assertThat(options.allow()).isEmpty();
        assertThat(options.vault()).isFalse();
        assertThat(options.postgres()).isEmpty();
    }

    @Test
    void parseWhenAllIsGivenThenHasItAll() {
        Options options = Options.parse(List.of(
                "--fresh",
                "--admin-port",
                "1",
                "--gateway-port=2",
                "--data",
                "/tmp/x",
                "--allow",
                "10.0.0.0/8:443",
                "--allow",
                "192.168.1.7/32",
                "--vault"));
        assertThat(options.fresh()).isTrue();
        assertThat(options.adminPort()).isEqualTo(1);
        assertThat(options.gatewayPort()).isEqualTo(2);
        assertThat(options.data()).isEqualTo(Path.of("/tmp/x"));
        assertThat(options.allow()).containsExactly("10.0.0.0/8:443", "192.168.1.7/32");
        assertThat(options.vault()).isTrue();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "--admin-port,                          needs a value",
        "--admin-port http,                     needs a port",
        "--admin-port 65536,                    needs a port",
        "--admin-port 8080,                     need two ports",
        "--allow everywhere,                    '--allow needs CIDR[:PORT[-PORT]]: \"everywhere\" must begin'",
        "--freshly,                             no option --freshly",
        "now,                                   no option now",
        "--fresh --postgres postgresql://u@h/d, only our own",
    })
    void parseWhenItMeansNothingThenSaysWhy(String line, String reason) {
        assertThatExceptionOfType(QuickstartException.class)
                .isThrownBy(() -> Options.parse(List.of(line.split(" ", -1))))
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--fresh",
                "--admin-port",
                "--gateway-port",
                "--data",
                "--allow",
                "--vault",
                "--postgres",
                "--help"
            })
    void helpWhenAnOptionIsThereThenNamesIt(String option) {
        assertThat(Options.HELP).containsPattern("(?m)^ +" + option + "\\b");
    }
}
