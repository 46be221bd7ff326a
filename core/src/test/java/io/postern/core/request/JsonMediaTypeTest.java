package io.postern.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMediaTypeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/JSON",
                "application/json;charset=utf-8",
                "application/json; charset=UTF-8",
                "application/json; charset=\"utf-8\"",
                "application/json;",
                "application/vnd.api+json; ext=\"https://example.com/ext\"",
                "application/json;odata.metadata=minimal; charset=utf-8",
                "application/merge-patch+json",
                "application/x-amz-json-1.1",
                "text/json"
            })
    void ofWhenItMeansJsonInUtf8ThenItStays(String given) {
        assertThat(JsonMediaType.of(List.of(given))).isEqualTo(given);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json; charset=utf-7              | application/json",
                "application/json; charset=utf-16             | application/json",
                "application/json; charset=utf-8; charset=utf-7 | application/json",
                "application/json; x=\"; charset=utf-7\"      | application/json",
                "application/json; x=\"a, text/plain\"        | application/json",
                "application/json; charset =utf-7             | application/json",
                "application/vnd.api+json; charset=ibm037     | application/vnd.api+json"
            })
    void ofWhenParametersMaySaySomethingElseThenTheyGo(String given, String label) {
        assertThat(JsonMediaType.of(List.of(given))).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded, application/json",
                "application/x-www-form-urlencoded json",
                "application/x-www-form-urlencoded; x=json",
                "multipart/form-data; boundary=json",
                "application/xml",
                "text/plain",
                "json",
                "json/plain",
                "/json",
                "application/",
                ""
            })
    void ofWhenItMayMeanAnythingElseThenItIsCalledJson(String given) {
        assertThat(JsonMediaType.of(List.of(given))).isEqualTo("application/json");
    }

    @Test
    void ofWhenThereAreSeveralThenItIsCalledJson() {
        assertThat(JsonMediaType.of(List.of("text/json", "application/x-www-form-urlencoded")))
                .isEqualTo("application/json");
    }

    @Test
    void ofWhenThereIsNoneThenThereStaysNone() {
        assertThat(JsonMediaType.of(List.of())).isNull();
    }
}
