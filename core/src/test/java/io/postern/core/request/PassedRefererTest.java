package io.postern.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassedRefererTest {

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource(delimiter = '|', textBlock = """
            https://app.example.com/                   | https://app.example.com/
            https://app.example.com/a?b=c&d            | https://app.example.com/a?b=c&d
            https://g/api/p/a?Authorization=key        | https://g/api/p/a
            https://g/api/p/a?x=1&AUTHORIZATION=key&y  | https://g/api/p/a?x=1&y
            https://g/api/p/a?%41uthorization=key&x=1  | https://g/api/p/a?x=1
            https://g/api/p/a?x=1&k.ey=a&K_EY[]=b      | https://g/api/p/a?x=1
            https://g/api/p/a?%ff=1&Authorization=key  | https://g/api/p/a
            https://g/api/p/a?b#c?Authorization=key    | https://g/api/p/a
            """)
    void ofWhenRefererThenWithoutWhatCallersShowInAQuery(String given, String passed) {
        assertThat(PassedReferer.of("referer", given, "k_ey")).isEqualTo(passed);
        assertThat(PassedReferer.of("X-Page", given, "k_ey"))
                .as("another field")
                .isEqualTo(given);
    }
}
