package io.postern.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {

    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static String body(String octets) throws IOException {
        Wire wire = new Wire(new ByteArrayInputStream(octets.getBytes(StandardCharsets.ISO_8859_1)));
        return Answers.text(wire.body(Objects.requireNonNull(wire.head()), false));
    }

    @Test
    void bodyWhenItIsWholeThenReadByItsFraming() throws IOException {
        assertThat(body(CHUNKED + "3;a=b\r\nabc\r\n01\r\nd\r\n0\r\nX-T: 1\r\n\r\n"))
                .isEqualTo("abcd");
        assertThat(body("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd")).isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "3\r\nab", "3\r\nabc\r\n", "3\r\nabc\r\n0\r\n", "0\r\nX-T: 1\r\n"})
    void bodyWhenItEndsInTheMiddleThenItIsCut(String chunks) {
        assertThatThrownBy(() -> body(CHUNKED + chunks)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "x\r\n\r\n", " 3\r\nabc\r\n0\r\n\r\n"})
    void bodyWhenItIsNoneThenItIsAFault(String chunks) {
        assertThatThrownBy(() -> body(CHUNKED + chunks)).isInstanceOf(ProtocolException.class);
    }
}
