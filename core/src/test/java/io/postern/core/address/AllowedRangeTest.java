package io.postern.core.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.field.InvalidFieldsException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedRangeTest {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            10.0.0.1/8        | has bits set behind its prefix; the range may be meant to begin at 10.0.0.0/8
            fd00::1/8         | has bits set behind its prefix
            10.0.0.0/33       | must have a prefix length from 0 to 32
            10.0.0.0/         | must have a prefix length from 0 to 32
            10.0.0.0/08       | must have a prefix length from 0 to 32
            fd00::/129        | must have a prefix length from 0 to 128
            example.com       | must begin with an IPv4 or IPv6 address
            ''                | must begin with an IPv4 or IPv6 address
            127.1             | must begin with an IPv4 or IPv6 address
            010.0.0.0/8       | must begin with an IPv4 or IPv6 address
            fe80::1%eth0      | must begin with an IPv4 or IPv6 address
            ::ffff:10.0.0.1   | is an IPv4-mapped address; write the IPv4 address itself
            10.0.0.0/8:       | must have ports from 1 to 65535
            10.0.0.0/8:0      | must have ports from 1 to 65535
            10.0.0.0/8:65536  | must have ports from 1 to 65535
            10.0.0.0/8:80-    | must have ports from 1 to 65535
            10.0.0.0/8:90-80  | must have its lower port first
            [10.0.0.0/8]:80   | must have brackets only around an IPv6 range
            [fd00::/8         | has no ']' behind its address
            [fd00::/8]443     | must have ':' before its ports
            """)
    void parseWhenNotARangeThenSaysWhy(String text, String message) {
        assertThatThrownBy(() -> AllowedRange.parse(text))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,[10.0.0.0/8]:1-65535",
        "127.0.0.1:80,[127.0.0.1/32]:80-80",
        "[FD00::/8]:443-444,[fd00:0:0:0:0:0:0:0/8]:443-444"
    })
    void toStringWhenParsedThenFullForm(String text, String full) {
        assertThat(AllowedRange.parse(text)).hasToString(full);
    }
}
