package io.postern.core.secret.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.testing.FreePort;
import io.postern.testing.NeedsVault;
import io.postern.testing.VaultFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

class VaultTransportIT {

    private static final SecretBundle VALUES = SecretBundle.of("key", SecretValue.of("value"));
    private static final SecretRef REF = new SecretRef(VaultSecretStore.NAME, "client/cred_1", 1);

    private static <T> T await(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(Duration.ofSeconds(30)));
    }

    private static SecretStoreException failure(VaultProperties properties) {
        try (VaultSecretStore store = VaultSecretStore.create(properties)) {
            return await(store.read(REF)
                    .map(read -> new SecretStoreException(Reason.CONFLICT, "it was read"))
                    .onErrorResume(SecretStoreException.class, Mono::just));
        }
    }

    private static VaultProperties with(VaultProperties base, @Nullable String namespace, @Nullable Path caFile) {
        return new VaultProperties(
                base.uri(),
                namespace,
                base.mount(),
                base.prefix(),
                caFile,
                base.connectTimeout(),
                base.readTimeout(),
                base.authentication(),
                base.token(),
                base.tokenFile(),
                base.appRole(),
                base.kubernetes(),
                base.references());
    }

    @Test
    @NeedsVault
    void callsWhenThereIsACaFileThenTrustItAndCarryTheNamespace(@TempDir Path folder)
            throws IOException, GeneralSecurityException, InterruptedException {
        VaultFixture vault = VaultFixture.shared();
        String mount = vault.newMount();
        try (TlsFront front = new TlsFront(vault.address(), folder)) {
            VaultProperties plain = TestVaultProperties.token(front.address(), mount, vault.rootToken());
            try (VaultSecretStore store = VaultSecretStore.create(with(plain, "team/a", front.certificate()))) {
                assertThat(await(store.read(await(store.put("client/cred_1", VALUES, OptionalLong.empty())))))
                        .isEqualTo(VALUES);
            }
            assertThat(front.seen())
                    .isNotEmpty()
                    .allSatisfy(headers ->
                            assertThat(headers.get("X-Vault-Namespace")).isEqualTo("team/a"));

            assertThat(failure(with(plain, null, null)).reason())
                    .as("a certificate that nothing vouches for")
                    .isEqualTo(Reason.UNAVAILABLE);
        }
    }

    @Test
    void callsWhenNobodyListensThenAreUnavailable() {
        assertThat(failure(TestVaultProperties.token(URI.create("http://127.0.0.1:" + FreePort.find()), "secret", "t"))
                        .reason())
                .isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void callsWhenNoAnswerComesThenAreUnavailableInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort());

            assertThat(failure(TestVaultProperties.token(address, "secret", "t"))
                            .reason())
                    .isEqualTo(Reason.UNAVAILABLE);
        }
    }

    @Test
    void callsWhenRedirectedThenDoNotCarryTheTokenThere() {
        DisposableServer elsewhere = HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> {
                    throw new AssertionError("the redirect was followed");
                })
                .bindNow();
        DisposableServer standby = HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> response.status(307)
                        .header("Location", "http://127.0.0.1:" + elsewhere.port() + request.uri())
                        .send())
                .bindNow();
        try {
            SecretStoreException error =
                    failure(TestVaultProperties.token(URI.create("http://127.0.0.1:" + standby.port()), "secret", "t"));

            assertThat(error.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(error).hasMessageContaining("307");
        } finally {
            standby.disposeNow();
            elsewhere.disposeNow();
        }
    }

    @Test
    void callsWhenAProxyAnswersInHtmlThenAreUnavailable() {
        DisposableServer proxy = HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> response.status(502).sendString(Mono.just("<html>Bad Gateway</html>")))
                .bindNow();
        try {
            assertThat(failure(TestVaultProperties.token(URI.create("http://127.0.0.1:" + proxy.port()), "secret", "t"))
                            .reason())
                    .isEqualTo(Reason.UNAVAILABLE);
        } finally {
            proxy.disposeNow();
        }
    }
}
