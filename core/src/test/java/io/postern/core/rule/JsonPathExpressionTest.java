package io.postern.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class JsonPathExpressionTest {

    @ParameterizedTest(name = "{0} selects {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            $            | [{a={b=[1, 2, {c=3}]}, x.y=4, q=null}]
            $.a.b[0]     | [1]
            $.a.b[-1].c  | [3]
            $.a.b[3]     | []
            $['a']["b"][1] | [2]
            $['x.y']     | [4]
            $.a.b[*]     | [1, 2, {c=3}]
            $.a.*        | [[1, 2, {c=3}]]
            $..c         | [3]
            $..[0]       | [1]
            $..b..c      | [3]
            $.q          | [null]
            $.q.r        | []
            $.nothing    | []
            $.A          | []
            """)
    void selectWhenDocumentThenWhatStandsThere(String path, String selected) {
        Object document =
                JsonMapper.shared().convertValue(Rules.json("{'a':{'b':[1,2,{'c':3}]},'x.y':4,'q':null}"), Map.class);
        assertThat(JsonPathExpression.parse(path).select(document, false, new RuleWork()))
                .hasToString(selected);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            a.b                  | must be a JSON path that begins with $
            $.a[?(@.b=~/.*/)]    | must have no filters and no scripts
            $.a[(@.length-1)]    | must have no filters and no scripts
            $.a.length()         | must have no functions
            $.a[0:2]             | is wrong at character 6
            $.a['b','c']         | is wrong at character 8
            $.a[                 | is wrong at character 5
            $.a['b               | is wrong at character 7
            $.                   | is wrong at character 3
            $..                  | is wrong at character 4
            $a                   | is wrong at character 2
            $.a b                | is wrong at character 4
            $.[0]                | is wrong at character 3
            $..a..b..c           | has '..' more than 2 times
            """)
    void parseWhenNotSupportedThenSaysWhy(String path, String message) {
        assertThatThrownBy(() -> JsonPathExpression.parse(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void selectWhenDocumentIsTooLargeThenTheRestMayBeAnything() {
        Object document = Collections.nCopies(1000, Collections.nCopies(1000, 1));
        List<Object> selected = JsonPathExpression.parse("$..*").select(document, false, new RuleWork());
        assertThat(selected).hasSizeLessThan(210_000).endsWith(JsonPathExpression.TOO_MANY);
    }
}
