package io.postern.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderNamesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            x-api-key | x-api-key
            X-Api-Key | x-api-key
            X_API_KEY | x-api-key
            X.Api.Key | x-api-key
            X!Api~Key | x-api-key
            *Api+Key' | -api-key-
            x9        | x9
            """)
    void foldedWhenATargetMayReadANameSoThenItIsTheSame(String name, String folded) {
        assertThat(HeaderNames.folded(name)).isEqualTo(folded);
        assertThat(HeaderNames.mayBeTheSame(name, folded)).isTrue();
        assertThat(HeaderNames.mayBeTheSame(folded, name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"x-api-key,xapi-key", "x-api-key,x-api-keys", "x-a,x-b", "x-a,xaa"})
    void mayBeTheSameWhenNoTargetTakesOneForTheOtherThenIsNot(String one, String other) {
        assertThat(HeaderNames.mayBeTheSame(one, other)).isFalse();
    }
}
