package io.postern.gateway.upstream;

import static io.postern.gateway.failure.RefusalCode.UPSTREAM_TLS_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.server.HttpServer;

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
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(tls -> tls.sslContext((reactor.netty.tcp.SslProvider.GenericSslContextSpec<?>)
                        Http11SslContextSpec.forServer(factory)))
                .handle((request, response) ->
                        response.header("content-length", "3").sendString(Mono.just("tls")))
                .bindNow();
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
