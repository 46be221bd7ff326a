package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class UpstreamPropertiesTest {

    @Test
    void bindWhenNothingIsSetThenDefaults() {
        assertThat(GatewayFixture.properties())
                .isEqualTo(new UpstreamProperties(
                        List.of(),
                        1_000,
                        1_000,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(15),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(5),
                        null,
                        DataSize.ofKilobytes(8),
                        DataSize.ofKilobytes(32),
                        DataSize.ofKilobytes(16),
                        new UpstreamProperties.Dns(Duration.ofSeconds(3), Duration.ofMinutes(1), Duration.ofSeconds(5)),
                        new UpstreamProperties.Breaker(true, 50, 20, 50, Duration.ofSeconds(10), 5),
                        new UpstreamProperties.WebSocket(DataSize.ofMegabytes(1)),
                        new UpstreamProperties.Fetch(Duration.ofSeconds(5), DataSize.ofKilobytes(512))));
    }

    @Test
    void bindWhenAllIsSetThenAllIsTaken() {
        assertThat(GatewayFixture.properties(
                        "allowed-addresses=127.0.0.1/32:9000,10.0.0.0/8",
                        "max-connections=1",
                        "max-waiting=2",
                        "max-wait=3s",
                        "max-idle=4s",
                        "max-life=5s",
                        "eviction-interval=6s",
                        "ca-file=/ca.pem",
                        "max-start-line=7KB",
                        "max-headers=8KB",
                        "small-body=9KB",
                        "dns.query-timeout=10s",
                        "dns.max-ttl=11s",
                        "dns.negative-ttl=12s",
                        "breaker.enabled=false",
                        "breaker.calls=13",
                        "breaker.least-calls=14",
                        "breaker.failure-percent=15",
                        "breaker.open-for=16s",
                        "breaker.probes=17",
                        "web-socket.max-frame=18KB",
                        "fetch.timeout=19s",
                        "fetch.max-size=20KB"))
                .isEqualTo(new UpstreamProperties(
                        List.of("127.0.0.1/32:9000", "10.0.0.0/8"),
                        1,
                        2,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Path.of("/ca.pem"),
                        DataSize.ofKilobytes(7),
                        DataSize.ofKilobytes(8),
                        DataSize.ofKilobytes(9),
                        new UpstreamProperties.Dns(
                                Duration.ofSeconds(10), Duration.ofSeconds(11), Duration.ofSeconds(12)),
                        new UpstreamProperties.Breaker(false, 13, 14, 15, Duration.ofSeconds(16), 17),
                        new UpstreamProperties.WebSocket(DataSize.ofKilobytes(18)),
                        new UpstreamProperties.Fetch(Duration.ofSeconds(19), DataSize.ofKilobytes(20))));
    }
}
