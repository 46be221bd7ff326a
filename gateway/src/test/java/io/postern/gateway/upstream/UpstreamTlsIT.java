package io.postern.gateway.upstream;

import static io.postern.gateway.failure.RefusalCode.UPSTREAM_TLS_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.TcpServer;

/** Which targets are believed. */
class UpstreamTlsIT {

    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    @Test
    void sendWhenTheCertificateIsSelfSignedThenRefused() throws Exception {
        assertRefused("dns:localhost,ip:127.0.0.1", false);
    }

    @Test
    void sendWhenTheCaFileNamesTheCertificateThenServed() throws Exception {
        DisposableServer target = target("dns:localhost,ip:127.0.0.1");
        try (GatewayFixture gateway =
                new GatewayFixture("https://localhost:" + target.port(), "ca-file=" + folder.resolve("cert.pem"))) {
            assertThat(RawCaller.get(gateway.port(), "/a"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("tls");
        } finally {
            target.disposeNow();
        }
    }

    /** RFC 8446, section 6.1: after a close_notify nothing more comes, and TCP's end may follow much later. */
    @Test
    void sendWhenTheTargetEndsTlsAndNotItsConnectionThenTheGatewayClosesItBeforeTheNextCall() throws Exception {
        BlockingQueue<Channel> ended = new LinkedBlockingQueue<>();
        DisposableServer target =
                target("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntls", channel -> ended.add(endTls(channel)));
        try (GatewayFixture gateway =
                new GatewayFixture("https://localhost:" + target.port(), "ca-file=" + folder.resolve("cert.pem"))) {
            for (int i = 0; i < 2; i++) {
                assertThat(RawCaller.exchange(
                                gateway.port(), "DELETE /a HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 200 ")
                        .endsWith("tls");
                Channel channel = ended.poll(10, TimeUnit.SECONDS);
                assertThat(channel).isNotNull();
                assertThat(channel.closeFuture().await(5, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            target.disposeNow();
        }
    }

    /** What has no length lasts until the end, which without a close_notify anybody on the way may have made (RFC 9112, section 9.8). */
    @ParameterizedTest
    @CsvSource({"true, 200 tls", "false, cut"})
    void sendWhenAnAnswerWithoutALengthEndsThenItIsWholeOnlyIfTheTargetSaidTheEnd(boolean said, String expected)
            throws Exception {
        DisposableServer target = target("HTTP/1.1 200 OK\r\n\r\ntls", channel -> end(channel, said));
        try (GatewayFixture gateway = new GatewayFixture(
                        "https://localhost:" + target.port(), "ca-file=" + folder.resolve("cert.pem"));
                RawCaller caller = new RawCaller(gateway.port())) {
            caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            assertThat(HostileTarget.answer(caller, false).outcome()).isEqualTo(expected);
        } finally {
            target.disposeNow();
        }
    }

    /** Answers whatever comes over TLS, and then has something done with the connection. */
    private DisposableServer target(String answer, Consumer<Channel> after) throws Exception {
        SslContext tls = tls("dns:localhost,ip:127.0.0.1");
        return TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(spec -> spec.sslContext(tls))
                .doOnConnection(connection -> connection
                        .inbound()
                        .receive()
                        .concatMap(request -> connection
                                .outbound()
                                .sendString(Mono.just(answer))
                                .then()
                                .doOnSuccess(sent -> after.accept(connection.channel())))
                        .subscribe())
                .bindNow();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the end of the connection shows what became of it
    private static void end(Channel channel, boolean said) {
        if (said) {
            channel.close();
        } else {
            // Below TLS, which says it.
            channel.pipeline().firstContext().close();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the end of the connection shows what became of it
    private static Channel endTls(Channel channel) {
        channel.pipeline().get(SslHandler.class).closeOutbound();
        return channel;
    }

    @Test
    void sendWhenTheCertificateIsForAnotherHostThenRefused() throws Exception {
        assertRefused("dns:other.example", true);
    }

    @Test
    void sendWhenTheTargetSpeaksNoTlsThenRefused() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture("https://127.0.0.1:" + target.port())) {
            assertThat(RawCaller.get(gateway.port(), "/a")).startsWith("HTTP/1.1 502 ");
            assertThat(gateway.nextRefusal().code()).isEqualTo(UPSTREAM_TLS_FAILED);
        }
    }

    @Test
    void startWhenTheCaFileHasNoCertificateThenFails() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        UpstreamProperties properties = GatewayFixture.properties("ca-file=" + empty);
        assertThatThrownBy(() -> new GuardedHttpClients(properties, (address, port) -> java.util.Optional.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no certificate");
    }

    private void assertRefused(String names, boolean trusted) throws Exception {
        DisposableServer target = target(names);
        String[] settings = trusted ? new String[] {"ca-file=" + folder.resolve("cert.pem")} : new String[0];
        try (GatewayFixture gateway = new GatewayFixture("https://localhost:" + target.port(), settings)) {
            assertThat(RawCaller.get(gateway.port(), "/a")).startsWith("HTTP/1.1 502 ");
            assertThat(gateway.nextRefusal().code()).isEqualTo(UPSTREAM_TLS_FAILED);
        } finally {
            target.disposeNow();
        }
    }

    private DisposableServer target(String names) throws Exception {
        SslContext tls = tls(names);
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(spec -> spec.sslContext(tls))
                .handle((request, response) ->
                        response.header("content-length", "3").sendString(Mono.just("tls")))
                .bindNow();
    }

    private SslContext tls(String names) throws Exception {
        Path store = folder.resolve("target.p12");
        keytool("-genkeypair", "-alias", "target", "-keyalg", "EC", "-dname", "CN=target", "-ext", "san=" + names);
        keytool(
                "-exportcert",
                "-alias",
                "target",
                "-rfc",
                "-file",
                folder.resolve("cert.pem").toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        return SslContextBuilder.forServer(factory).build();
    }

    private void keytool(String... arguments) throws Exception {
        java.util.List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(java.util.List.of(arguments));
        command.addAll(java.util.List.of(
                "-keystore", folder.resolve("target.p12").toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("keytool.log")))
                .isZero();
    }
}
