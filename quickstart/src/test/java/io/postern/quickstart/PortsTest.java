package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void chooseWhenTheOptionIsZeroThenTakesTwoFreePorts() {
        Ports ports = Ports.choose("--admin-port", 0);
        assertThat(ports.api()).isPositive();
        assertThat(ports.management()).isPositive().isNotEqualTo(ports.api());
        assertThat(ports.url()).isEqualTo("http://127.0.0.1:" + ports.api());
    }

    @Test
    void chooseWhenThePortIsInUseThenNamesTheOption() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(QuickstartException.class)
                    .isThrownBy(() -> Ports.choose("--admin-port", taken.getLocalPort()))
                    .withMessageContaining(Integer.toString(taken.getLocalPort()))
                    .withMessageContaining("--admin-port PORT");
        }
    }
}
