package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void textWhenTheValueHasEqualsSignsThenKeepsThem() {
        assertThat(Arguments.of("url=http://a/?b=c").text("url")).isEqualTo("http://a/?b=c");
    }

    @Test
    void numberWhenNotGivenThenRefusedByName() {
        assertThatThrownBy(() -> Arguments.of("port=1").number("loops"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loops");
    }
}
