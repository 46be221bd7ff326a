package io.postern.charts;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class HelmLibraryTest {

    @Test
    void requireWhenThePlatformHasNoneThenSaysSoAndWhatToDo() {
        assertThatIllegalStateException()
                .isThrownBy(() -> HelmLibrary.require(ClassLoader.getPlatformClassLoader()))
                .withMessageContaining(System.getProperty("os.arch"))
                .withMessageContaining("-pl '!charts'");
    }
}
