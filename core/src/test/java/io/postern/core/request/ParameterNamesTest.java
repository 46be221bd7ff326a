package io.postern.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterNamesTest {

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "api_key,api_key",
                "api_key,API_Key",
                "api_key, api_key",
                "api_key,api_key\t",
                "api_key,api.key",
                "api_key,api key",
                "api_key,api[key",
                "api_key,api_key[]",
                "api_key,api_key[a][b]",
                "api_key,api_key [0]",
                "api.key,api_key",
                "key,\u212Aey",
                "a[b],A[b]",
                "a[b],a.b]"
            })
    void mayBeTheSameWhenATargetMayTakeOneForTheOtherThenHolds(String own, String given) {
        assertThat(ParameterNames.mayBeTheSame(own, given)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "api_key,api-key",
                "api_key,apikey",
                "api_key,api_keys",
                "api_key,api__key",
                "api_key,x[api_key]",
                "api_key,''",
                "a[b],a",
                "a[b],a[c]",
                "key,''"
            })
    void mayBeTheSameWhenNoTargetTakesOneForTheOtherThenDoesNot(String own, String given) {
        assertThat(ParameterNames.mayBeTheSame(own, given)).isFalse();
    }
}
