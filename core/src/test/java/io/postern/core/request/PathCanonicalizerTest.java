package io.postern.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.target.EncodedSlashes;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The path corpus: what becomes of each path, and why. */
class PathCanonicalizerTest {

    @ParameterizedTest(name = "{0} becomes {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', emptyValue = "", textBlock = """
            /                  | /                 | the root
            /v1/users          | /v1/users         | plain
            /v1/users/         | /v1/users/        | one slash at the end means something to many servers
            /%61dmin           | /admin            | unreserved characters need no escape
            /%7euser/%2D%5F    | /~user/-_         | unreserved characters need no escape
            /caf%c3%a9         | /caf%C3%A9        | digits of escapes in upper case
            /a%20b             | /a%20b            | a space stays encoded
            /a+b               | /a+b              | a plus is a plus in a path
            /a%2Bb             | /a%2Bb            | reserved characters keep their escapes
            /a:b@c,d=e!$&'()*  | /a:b@c,d=e!$&'()* | reserved characters that may stand in a path stay
            /users/me%3Adelete | /users/me%3Adelete | reserved characters keep their escapes
            /{id}              | /%7Bid%7D         | one reading only, so that it is encoded
            /a"b<c>d^e`f       | /a%22b%3Cc%3Ed%5Ee%60f | one reading only, so that it is encoded
            /a[0]              | /a%5B0%5D         | one reading only, so that it is encoded
            /100%25            | /100%25           | a percent sign before no hex digits
            /100%25/x          | /100%25/x         | a percent sign before no hex digits
            /50%25off%20       | /50%25off%20      | a percent sign before one hex digit that ends
            /%3Fq%23f          | /%3Fq%23f         | encoded delimiters of the query stay encoded
            /..a/b..           | /..a/b..          | dots beside other characters are names
            /.well-known/x     | /.well-known/x    | dots beside other characters are names
            /main...dev        | /main...dev       | dots beside other characters are names
            /%E2%80%A6x        | /%E2%80%A6x       | an ellipsis beside other characters is a name
            /%F0%9F%98%80      | /%F0%9F%98%80     | an emoji is a name
            """)
    void canonicalizeWhenOneReadingThenOneForm(String raw, String canonical, String reason) {
        assertThat(PathCanonicalizer.canonicalize(raw, EncodedSlashes.REFUSE).value())
                .as(reason)
                .isEqualTo(canonical);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            a/b                   | does not begin with a slash
            /..                   | has a dot segment
            /.                    | has a dot segment
            /a/../b               | has a dot segment
            /a/./b                | has a dot segment
            /a/..                 | has a dot segment
            /%2e%2e/b             | has a dot segment
            /.%2E/b               | has a dot segment
            /%2e/b                | has a dot segment
            /a/...                | has a dot segment
            /a/..%20              | has a dot segment
            /a/%20../b            | has a dot segment
            /a/..%E2%80%8B/b      | has a dot segment
            /a/%E2%80%A5/b        | has a dot segment
            /a/%EF%BC%8E%EF%BC%8E | has a dot segment
            /a/%E2%80%A4./b       | has a dot segment
            //                    | has an empty segment
            //a                   | has an empty segment
            /a//b                 | has an empty segment
            /a//                  | has an empty segment
            /a;x=1/b              | has a semicolon
            /..;/b                | has a semicolon
            /a%3Bx/b              | has a semicolon
            /a%3bx/b              | has a semicolon
            /a\\b                 | has a backslash
            /..\\b                | has a backslash
            /a%5Cb                | has a backslash
            /a%5cb                | has a backslash
            /a%2Fb                | has an encoded slash
            /a%2f..%2fb           | has an encoded slash
            /a%00b                | has an encoded control character
            /a%0D%0Ab             | has an encoded control character
            /a%1Fb                | has an encoded control character
            /a%7Fb                | has an encoded control character
            /a%C2%85b             | has an encoded control character
            /a b                  | has a space or a control character
            /a%                   | has a percent sign that begins no escape
            /a%2                  | has a percent sign that begins no escape
            /a%zz                 | has a percent sign that begins no escape
            /a%/b                 | has a percent sign that begins no escape
            /a%u002e              | has a percent sign that begins no escape
            /a%252e%252e/b        | is encoded twice
            /a%252Fb              | is encoded twice
            /a%25%32%65           | is encoded twice
            /a%25252e             | is encoded twice
            /a%25u002e            | is encoded twice
            /a%25U002E            | is encoded twice
            /50%25ff              | is encoded twice
            /a%C0%AEb             | has escapes that are not UTF-8
            /%C0%AE%C0%AE/b       | has escapes that are not UTF-8
            /a%E0%80%AFb          | has escapes that are not UTF-8
            /a%FFb                | has escapes that are not UTF-8
            /a%ED%A0%80b          | has escapes that are not UTF-8
            /a%C3/%A9             | has escapes that are not UTF-8
            /a%F5%80%80%80        | has escapes that are not UTF-8
            /a%EF%BC%8Fb          | has a character that servers may turn into a delimiter
            /a%EF%BC%BCb          | has a character that servers may turn into a delimiter
            /a%EF%BC%9Bb          | has a character that servers may turn into a delimiter
            /a%CD%BEb             | has a character that servers may turn into a delimiter
            /a%EF%BC%852e         | has a character that servers may turn into a delimiter
            /a%EF%BC%9Fb          | has a character that servers may turn into a delimiter
            /a%EF%BC%83b          | has a character that servers may turn into a delimiter
            /a%E2%84%80b          | has a character that servers may turn into a delimiter
            /a%E2%88%95b          | has a character that servers may turn into a delimiter
            /a%E2%81%84b          | has a character that servers may turn into a delimiter
            /caf\u00E9            | has a character outside ASCII that is not encoded
            /a?b                  | has a delimiter of queries or fragments
            /a#b                  | has a delimiter of queries or fragments
            """)
    void canonicalizeWhenMoreReadingsThenRefused(String raw, String reason) {
        assertThatThrownBy(() -> PathCanonicalizer.canonicalize(raw, EncodedSlashes.REFUSE))
                .isInstanceOfSatisfying(
                        AmbiguousRequestException.class,
                        e -> assertThat(e.part()).isEqualTo(AmbiguousRequestException.Part.PATH))
                .hasMessageContaining(reason);
    }

    @ParameterizedTest(name = "kept: {0} becomes {1}")
    @CsvSource({
        "/projects/group%2Fproject,/projects/group%2Fproject",
        "/projects/group%2fproject/x,/projects/group%2Fproject/x",
        "/a%2Fb%2Fc,/a%2Fb%2Fc",
        "/a%2F..b,/a%2F..b"
    })
    void canonicalizeWhenSlashesAreKeptThenTheyStayEncoded(String raw, String canonical) {
        CanonicalPath path = PathCanonicalizer.canonicalize(raw, EncodedSlashes.KEEP);
        assertThat(path.value()).isEqualTo(canonical);
        assertThat(path.decoded()).isEqualTo(canonical);
    }

    @ParameterizedTest(name = "kept: {0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            /a/..%2Fb       | has a dot segment
            /a/b%2F..       | has a dot segment
            /a/.%2Fb        | has a dot segment
            /a/b%2F%2e%2E%2Fc | has a dot segment
            /a/b%2F..%20%2Fc  | has a dot segment
            /a/%2Fb         | has an encoded slash at the edge of a segment
            /a/b%2F         | has an encoded slash at the edge of a segment
            /a/b%2F%2Fc     | has an encoded slash at the edge of a segment
            /a/b%2F%20%2Fc  | has an encoded slash at the edge of a segment
            /%2F            | has an encoded slash at the edge of a segment
            /a%252Fb        | is encoded twice
            /a%EF%BC%8Fb%2Fc | has a character that servers may turn into a delimiter
            """)
    void canonicalizeWhenKeptSlashesWouldClimbThenRefused(String raw, String reason) {
        assertThatThrownBy(() -> PathCanonicalizer.canonicalize(raw, EncodedSlashes.KEEP))
                .isInstanceOf(AmbiguousRequestException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void canonicalizeWhenEmptyThenEmpty() {
        assertThat(PathCanonicalizer.canonicalize("", EncodedSlashes.REFUSE).value())
                .isEmpty();
    }

    @Test
    void canonicalizeWhenLongerThan8KiBThenRefusedBeforeAndAfterItGrew() {
        assertThat(PathCanonicalizer.canonicalize("/" + "a".repeat(8191), EncodedSlashes.REFUSE)
                        .value())
                .hasSize(8192);
        assertThatThrownBy(() -> PathCanonicalizer.canonicalize("/" + "a".repeat(8192), EncodedSlashes.REFUSE))
                .hasMessageContaining("longer than 8192");
        assertThatThrownBy(() -> PathCanonicalizer.canonicalize("/" + "{".repeat(4000), EncodedSlashes.REFUSE))
                .hasMessageContaining("longer than 8192");
    }

    @Test
    void canonicalizeWhenRepeatedThenNothingChangesAndTheTextIsTheSame() {
        Random random = new Random(20261122);
        String[] pieces = {
            "/",
            "a",
            "B",
            "7",
            "~",
            ".",
            "..",
            "%2e",
            "%2F",
            "%2f",
            "%61",
            "%7E",
            "%c3%A9",
            "%25",
            "%252e",
            "+",
            "{",
            "|",
            "%3b",
            ";",
            "\"",
            ":",
            "%3A",
            "%20",
            "%E2%80%8B",
            "%EF%BC%8F",
            "*",
            "%5B",
            "[",
            "%",
            "%80"
        };
        int passed = 0;
        for (int i = 0; i < 60_000; i++) {
            StringBuilder raw = new StringBuilder("/");
            for (int n = random.nextInt(9); n > 0; n--) {
                raw.append(pieces[random.nextInt(pieces.length)]);
            }
            EncodedSlashes slashes = random.nextBoolean() ? EncodedSlashes.KEEP : EncodedSlashes.REFUSE;
            CanonicalPath canonical;
            try {
                canonical = PathCanonicalizer.canonicalize(raw.toString(), slashes);
            } catch (AmbiguousRequestException refused) {
                continue;
            }
            passed++;
            assertThat(PathCanonicalizer.canonicalize(canonical.value(), slashes))
                    .as("canonical form of %s", raw)
                    .isEqualTo(canonical);
            assertThat(PercentEncoding.decode(canonical.value()))
                    .as("text of %s", raw)
                    .isEqualTo(PercentEncoding.decode(raw.toString()));
            assertThat(canonical.value()).matches("(/([A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-F]{2})*)+");
        }
        assertThat(passed).isGreaterThan(3_000);
    }
}
