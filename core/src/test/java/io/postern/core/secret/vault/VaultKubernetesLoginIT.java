package io.postern.core.secret.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.testing.NeedsVault;
import io.postern.testing.VaultFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vault is real here, and so is its Kubernetes auth method; only the API server that it asks is not. */
@NeedsVault
class VaultKubernetesLoginIT {

    private static final SecretBundle VALUES = SecretBundle.of("key", SecretValue.of("value"));

    @Test
    void readWhenThePodsTokenIsReviewedThenLogsInWithWhatTheFileHoldsThen(@TempDir Path folder) throws IOException {
        VaultFixture vault = VaultFixture.shared();
        String mount = vault.newMount();
        SecretRef ref = write(vault, mount);
        try (TokenReviewer reviewer = new TokenReviewer()) {
            String auth = enable(vault, reviewer, vault.policy("charts/postern/policies/gateway.hcl", mount));
            String first = reviewer.newToken("1");
            Path file = Files.writeString(folder.resolve("token"), first);
            VaultProperties properties = TestVaultProperties.kubernetes(vault.address(), mount, auth, "gateway", file);

            assertThat(read(properties, ref)).isEqualTo(VALUES);

            reviewer.forget(first);
            assertThatThrownBy(() -> read(properties, ref))
                    .isInstanceOfSatisfying(
                            SecretStoreException.class,
                            error -> assertThat(error.reason()).isEqualTo(Reason.DENIED));

            Files.writeString(file, reviewer.newToken("2"));
            assertThat(read(properties, ref)).isEqualTo(VALUES);
        }
    }

    private static SecretBundle read(VaultProperties properties, SecretRef ref) {
        try (VaultSecretStore store = VaultSecretStore.create(properties)) {
            return Objects.requireNonNull(store.read(ref).block(Duration.ofSeconds(30)));
        }
    }

    private static SecretRef write(VaultFixture vault, String mount) {
        try (VaultSecretStore root =
                VaultSecretStore.create(TestVaultProperties.token(vault.address(), mount, vault.rootToken()))) {
            return Objects.requireNonNull(
                    root.put("client/cred_1", VALUES, OptionalLong.empty()).block(Duration.ofSeconds(30)));
        }
    }

    private static String enable(VaultFixture vault, TokenReviewer reviewer, String policy) {
        String auth = VaultFixture.uniqueName("kubernetes");
        vault.root().call("POST", "sys/auth/" + auth, Map.<String, Object>of("type", "kubernetes"));
        vault.root()
                .call(
                        "POST",
                        "auth/" + auth + "/config",
                        Map.<String, Object>of(
                                "kubernetes_host",
                                reviewer.address(),
                                "token_reviewer_jwt",
                                reviewer.newToken("reviewer"),
                                "disable_local_ca_jwt",
                                true,
                                "kubernetes_ca_cert",
                                anyCertificate()));
        vault.root()
                .call(
                        "POST",
                        "auth/" + auth + "/role/gateway",
                        Map.<String, Object>of(
                                "bound_service_account_names",
                                List.of("gateway"),
                                "bound_service_account_namespaces",
                                List.of("postern"),
                                "token_policies",
                                List.of(policy),
                                "token_ttl",
                                "10m"));
        return auth;
    }

    /** Vault wants one although it speaks plain HTTP to the reviewer. */
    private static String anyCertificate() {
        try {
            TrustManagerFactory platform = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            platform.init((KeyStore) null);
            X509TrustManager trusted = (X509TrustManager) platform.getTrustManagers()[0];
            String base64 = Base64.getMimeEncoder().encodeToString(trusted.getAcceptedIssuers()[0].getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
