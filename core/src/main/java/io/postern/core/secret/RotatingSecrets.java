package io.postern.core.secret;

import reactor.core.publisher.Mono;

/**
 * Secrets that change with their use, such as refresh tokens that a server replaces with each one: the only place that a
 * gateway may write to, beside the secrets that it may read. Every one passes {@code RotatingSecretsContract}.
 *
 * <p>Where a path's secret is destroyed ({@link SecretWriter#destroyAll}), what lies here under that path goes with it.
 */
public interface RotatingSecrets {

    /**
     * The newest values at a path. Never completes empty. Fails with {@link SecretStoreException}, whose text holds no secret.
     *
     * @param path {@code clientId/credentialId}, see {@link SecretRef#checkPath}
     */
    Mono<RotatedSecret> read(String path);

    /**
     * Writes new values in place of the newest ones and answers their version. What was answered is durable.
     *
     * @param expectedVersion compare-and-set: fails with {@link SecretStoreException.Reason#CONFLICT}, and changes nothing,
     *     unless this is the newest version; 0: nothing was written yet
     */
    Mono<Long> write(String path, SecretBundle values, long expectedVersion);
}
