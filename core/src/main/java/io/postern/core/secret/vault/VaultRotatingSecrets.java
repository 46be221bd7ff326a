package io.postern.core.secret.vault;

import io.postern.core.secret.RotatedSecret;
import io.postern.core.secret.RotatingSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import java.util.OptionalLong;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;

/**
 * Rotating secrets in Vault: at {@code mount/data/prefix-rotating/clientId/credentialId}, a subtree of its own, so that a
 * gateway's policy lets it write there and nowhere else.
 */
final class VaultRotatingSecrets implements RotatingSecrets {

    /** Of the prefix below which they lie. */
    static final String SUFFIX = "-rotating";

    private final VaultClient client;
    private final String root;

    VaultRotatingSecrets(VaultClient client, String mount, String prefix) {
        this.client = client;
        this.root = mount + "/data/" + prefix + SUFFIX + "/";
    }

    @Override
    public Mono<RotatedSecret> read(String path) {
        SecretRef.checkPath(path);
        String what = "reading what rotates of " + path;
        return client.call(what, HttpMethod.GET, root + path, null).map(answer -> {
            // Of a deleted version Vault says 404, and its number all the same.
            long version = answer.body().at("/data/metadata/version").asLong(0);
            if (answer.status() == 404) {
                return new RotatedSecret(version, null);
            }
            return new RotatedSecret(
                    version,
                    VaultSecretStore.bundle(
                            what, VaultSecretStore.good(what, answer).body().at("/data/data")));
        });
    }

    @Override
    public Mono<Long> write(String path, SecretBundle values, long expectedVersion) {
        SecretRef.checkPath(path);
        String what = "writing what rotates of " + path;
        return Mono.defer(() -> client.call(
                        what,
                        HttpMethod.POST,
                        root + path,
                        VaultSecretStore.entry(values, OptionalLong.of(expectedVersion))))
                .map(answer -> VaultSecretStore.good(what, answer)
                        .body()
                        .at("/data/version")
                        .asLong());
    }
}
