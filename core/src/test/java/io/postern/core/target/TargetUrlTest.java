package io.postern.core.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.field.InvalidFieldsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetUrlTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            https://api.example.com          | true  | api.example.com | 443  | ''      | api.example.com
            HTTPS://API.Example.COM/         | true  | api.example.com | 443  | ''      | api.example.com
            http://api.example.com:8080/v1   | false | api.example.com | 8080 | /v1     | api.example.com:8080
            http://api.example.com:80/v1/    | false | api.example.com | 80   | /v1     | api.example.com
            https://api.example.com:80       | true  | api.example.com | 80   | ''      | api.example.com:80
            https://1.2.3.4/a/b              | true  | 1.2.3.4         | 443  | /a/b    | 1.2.3.4
            https://[2606:4700::1111]:8443/x | true  | 2606:4700::1111 | 8443 | /x      | [2606:4700::1111]:8443
            https://münchen.example          | true  | xn--mnchen-3ya.example | 443 | '' | xn--mnchen-3ya.example
            https://e.example/caf%C3%A9/~a.b | true  | e.example       | 443  | /caf%C3%A9/~a.b | e.example
            http://localhost:9000            | false | localhost       | 9000 | ''      | localhost:9000
            """)
    void parseWhenBaseUrlThenItsParts(
            String text, boolean secure, String host, int port, String basePath, String authority) {
        TargetUrl url = TargetUrl.parse(text);
        assertThat(url).isEqualTo(new TargetUrl(text, secure, host, port, basePath));
        assertThat(url.authority()).isEqualTo(authority);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            ftp://example.com                 | must begin with http:// or https://
            example.com                       | must begin with http:// or https://
            //example.com                     | must begin with http:// or https://
            javascript:alert(1)               | must begin with http:// or https://
            https://                          | is not a URL
            https:///path                     | must have a host name or address
            https://user:pw@example.com       | must have no user information
            https://example.com?q=1           | must have no query and no fragment
            https://example.com/#f            | must have no query and no fragment
            https://example.com:0             | must have a port from 1 to 65535
            https://example.com:65536         | must have a port from 1 to 65535
            https://example.com.              | must have no dot at the end of its host
            https://2130706433                | must have its IPv4 address as four decimal numbers
            https://0x7f000001                | must have its IPv4 address as four decimal numbers
            https://0x7f.1                    | must have its IPv4 address as four decimal numbers
            https://0177.0.0.1                | must have its IPv4 address as four decimal numbers
            https://127.1                     | must have its IPv4 address as four decimal numbers
            https://127.0.0.256               | must have its IPv4 address as four decimal numbers
            https://1.2.3.4.5                 | must have its IPv4 address as four decimal numbers
            https://example.0x1               | must have its IPv4 address as four decimal numbers
            https://[fe80::1%25eth0]          | must have no zone and no percent sign in its host
            https://example.com/a//b          | must have a plain path
            https://example.com//             | must have a plain path
            https://example.com/a;b           | must have a plain path
            https://example.com/a%2Fb         | must have a plain path
            https://example.com/a%5cb         | must have a plain path
            https://example.com/a%252e        | must have a plain path
            https://example.com/%2e%2e/a      | must have a plain path
            https://example.com/a%00          | must have a plain path
            https://example.com/../a          | must have no dot segments in its path
            https://example.com/a/.           | must have no dot segments in its path
            https://exa mple.com              | is not a URL
            """)
    void parseWhenNoBaseUrlThenSaysWhy(String text, String message) {
        assertThatThrownBy(() -> TargetUrl.parse(text))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void parseWhenFullWidthDigitsThenTheAddressThatResolversRead() {
        assertThat(TargetUrl.parse("https://\uFF11\uFF12\uFF17.0.0.1").host()).isEqualTo("127.0.0.1");
    }

    @Test
    void parseWhenPathHasManySegmentsAndFailsLateThenAnsweredAtOnce() {
        assertThatThrownBy(() -> TargetUrl.parse("https://example.com" + "/a".repeat(900) + ";"))
                .hasMessageContaining("must have a plain path");
    }
}
