package io.postern.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryCanonicalizerTest {

    @ParameterizedTest(name = "{0} becomes {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', nullValues = "-", textBlock = """
            a=1&b=2        | a=1&b=2        | plain
            a&b=           | a&b=           | no value and an empty one stay apart
            &a=1&&b=2&     | a=1&b=2        | empty parameters mean nothing
            a=1&a=2        | a=1&a=2        | repetition and order stay
            a=b=c          | a=b=c          | the first equals sign separates
            =1             | =1             | an empty name is one
            %61=%62        | a=b            | unreserved characters need no escape
            a=%c3%a9       | a=%C3%A9       | digits of escapes in upper case
            a=1;b=2        | a=1%3Bb=2      | a semicolon separates for some servers, so that it is encoded
            a=1%3bb=2      | a=1%3Bb=2      | an encoded semicolon stays
            a=%26b%3D1     | a=%26b%3D1     | encoded delimiters stay encoded
            a+b=c+d        | a+b=c+d        | a plus stays, whatever the target makes of it
            a=%2B          | a=%2B          | an encoded plus stays
            q[]=1          | q%5B%5D=1      | one reading only, so that it is encoded
            f={"a":"b"}    | f=%7B%22a%22:%22b%22%7D | one reading only, so that it is encoded
            a=b\\c^d`<e>   | a=b%5Cc%5Ed%60%3Ce%3E | one reading only, so that it is encoded
            a=x%0Ay%0D%09  | a=x%0Ay%0D%09  | line ends and tabs are text in a value
            a=%FF%FE       | a=%FF%FE       | a value may be any octets
            a=/?:@!$'()*,  | a=/?:@!$'()*,  | characters that may stand in a query stay
            """)
    void canonicalizeWhenOneReadingThenOneForm(String raw, String canonical, String reason) {
        assertThat(QueryCanonicalizer.canonicalize(raw).encoded()).as(reason).isEqualTo(canonical);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            a=%        | has a percent sign that begins no escape
            a=%4       | has a percent sign that begins no escape
            a=%zz      | has a percent sign that begins no escape
            a=%u0041   | has a percent sign that begins no escape
            a%&b=1     | has a percent sign that begins no escape
            a=%00      | has an encoded control character
            a=%1B      | has an encoded control character
            a=%7F      | has an encoded control character
            a%0A=1     | has an encoded control character
            a%09=1     | has an encoded control character
            a=b c      | has a space or a control character
            a=\u00E9   | has a character outside ASCII that is not encoded
            a=1#b      | has a fragment
            %FF=1      | has a name that is not UTF-8
            %C0%AE=1   | has a name that is not UTF-8
            """)
    void canonicalizeWhenMoreReadingsThenRefused(String raw, String reason) {
        assertThatThrownBy(() -> QueryCanonicalizer.canonicalize(raw))
                .isInstanceOfSatisfying(
                        AmbiguousRequestException.class,
                        e -> assertThat(e.part()).isEqualTo(AmbiguousRequestException.Part.QUERY))
                .hasMessageContaining(reason);
    }

    @Test
    void canonicalizeWhenEmptyThenNoParameters() {
        assertThat(QueryCanonicalizer.canonicalize("").parameters()).isEmpty();
        assertThat(QueryCanonicalizer.canonicalize("&&").parameters()).isEmpty();
    }

    @Test
    void canonicalizeWhenRawPipeThenEncoded() {
        assertThat(QueryCanonicalizer.canonicalize("a=b|c").encoded()).isEqualTo("a=b%7Cc");
    }

    @Test
    void decodedWhenPlusThenBothReadingsAreThere() {
        QueryParameter parameter = new QueryParameter("a+b", "c+d%2B%C3%A9");
        assertThat(parameter.decodedName()).isEqualTo("a+b");
        assertThat(parameter.formDecodedName()).isEqualTo("a b");
        assertThat(parameter.decodedValue()).contains("c+d+\u00E9");
        assertThat(parameter.formDecodedValue()).contains("c d+\u00E9");
        assertThat(new QueryParameter("a", "%FF").decodedValue()).isEmpty();
        assertThat(new QueryParameter("a", null).decodedValue()).contains("");
    }

    @Test
    void canonicalizeWhenRepeatedThenNothingChangesAndTheTextIsTheSame() {
        Random random = new Random(20261122);
        String[] pieces = {
            "a", "=", "&", "%61", "%26", "%3d", "+", "%2B", ";", "%3B", "[", "]", "{", "%FF", "%C3%A9", "%0A", "%25",
            "\\", "%5c", "Z", "%7e", "/", "?"
        };
        for (int i = 0; i < 40_000; i++) {
            StringBuilder raw = new StringBuilder();
            for (int n = random.nextInt(10); n > 0; n--) {
                raw.append(pieces[random.nextInt(pieces.length)]);
            }
            CanonicalQuery canonical;
            try {
                canonical = QueryCanonicalizer.canonicalize(raw.toString());
            } catch (AmbiguousRequestException refused) {
                continue;
            }
            assertThat(QueryCanonicalizer.canonicalize(canonical.encoded()))
                    .as("canonical form of %s", raw)
                    .isEqualTo(canonical);
            String kept = raw.toString().replaceAll("&+", "&").replaceAll("^&|&$", "");
            assertThat(PercentEncoding.decode(canonical.encoded()))
                    .as("text of %s", raw)
                    .isEqualTo(PercentEncoding.decode(kept));
        }
    }
}
