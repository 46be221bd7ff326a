package io.postern.core.secret.vault;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** Speaks TLS in front of a Vault that does not, below a path of its own, and remembers the headers that came. */
final class TlsFront implements AutoCloseable {

    private static final String PATH = "/some/vault";

    private final Path certificate;
    private final List<HttpHeaders> seen = new CopyOnWriteArrayList<>();
    private final DisposableServer server;

    TlsFront(URI vault, Path folder) throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore keys = newKeys(folder.resolve("keys.p12"));
        certificate = writeCertificate(keys, folder.resolve("ca.pem"));
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SslContext tls = SslContextBuilder.forServer(managers).build();
        HttpClient client = HttpClient.create();
        server = HttpServer.create()
                .host("localhost")
                .port(0)
                .secure(ssl -> ssl.sslContext(tls))
                .handle((request, response) -> {
                    seen.add(request.requestHeaders().copy());
                    HttpHeaders headers = request.requestHeaders().copy().remove("Host");
                    String target = vault + request.uri().substring(PATH.length());
                    return client.headers(out -> out.add(headers))
                            .request(request.method())
                            .uri(target)
                            .send(request.receive().retain())
                            .responseSingle((answer, body) -> body.asByteArray()
                                    .defaultIfEmpty(new byte[0])
                                    .flatMap(bytes -> Mono.from(response.status(answer.status())
                                            .sendByteArray(Mono.just(bytes))
                                            .then())));
                })
                .bindNow();
    }

    URI address() {
        return URI.create("https://localhost:" + server.port() + PATH);
    }

    Path certificate() {
        return certificate;
    }

    List<HttpHeaders> seen() {
        return seen;
    }

    private static KeyStore newKeys(Path file) throws IOException, GeneralSecurityException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "front",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
            throw new IOException("keytool failed");
        }
        return KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    }

    private static Path writeCertificate(KeyStore keys, Path file) throws IOException, GeneralSecurityException {
        Certificate certificate = keys.getCertificate("front");
        String base64 = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
