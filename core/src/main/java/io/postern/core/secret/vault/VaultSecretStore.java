package io.postern.core.secret.vault;

import io.postern.core.secret.RotatingSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStore;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import io.postern.core.secret.StoredSecret;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Secrets in Vault's KV engine, version 2: those of a credential are the members of one entry at
 * {@code mount/data/prefix/clientId/credentialId}.
 *
 * <p>Writing needs no right to read values, and reading none to write: {@code charts/postern/policies} has the two
 * policies. No error repeats what was sent or what Vault answered.
 */
public final class VaultSecretStore implements SecretStore, AutoCloseable {

    /** What the references of this store carry. */
    public static final String NAME = "vault";

    /**
     * Vault forgets the oldest version of an entry beyond a number of them, ten if nobody says otherwise. Writes whose
     * transaction then failed must never push out the one that is in use.
     */
    private static final int MAX_VERSIONS = 1_000_000;

    private static final int LISTED_AT_ONCE = 8;

    private final VaultClient client;
    private final String mount;
    private final String prefix;

    VaultSecretStore(VaultClient client, String mount, String prefix) {
        this.client = client;
        this.mount = mount;
        this.prefix = prefix;
    }

    /**
     * A store that logs in when it is first used: Vault may be away until then.
     *
     * @throws IllegalStateException where the properties are incomplete; the message names the one that is missing
     */
    public static VaultSecretStore create(VaultProperties properties) {
        return new VaultSecretStore(new VaultClient(properties), properties.mount(), properties.prefix());
    }

    /** What gateways write beside these secrets, over the same session. */
    RotatingSecrets rotating() {
        return new VaultRotatingSecrets(client, mount, prefix);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Mono<SecretBundle> read(SecretRef ref) {
        String what = "reading " + ref.path() + " version " + ref.version();
        return ours(ref)
                .then(client.call(what, HttpMethod.GET, path("data", ref.path()) + "?version=" + ref.version(), null))
                .map(answer -> bundle(what, good(what, answer).body().at("/data/data")));
    }

    static SecretBundle bundle(String what, JsonNode values) {
        if (!values.isObject()) {
            throw new SecretStoreException(Reason.NOT_FOUND, what + ": its values are gone");
        }
        Map<String, SecretValue> bundle = new HashMap<>();
        for (Map.Entry<String, JsonNode> value : values.properties()) {
            if (!value.getValue().isValueNode() || value.getValue().isNull()) {
                throw new SecretStoreException(Reason.CORRUPT, what + ": a value is not a text");
            }
            bundle.put(value.getKey(), SecretValue.of(value.getValue().asString()));
        }
        return SecretBundle.of(bundle);
    }

    @Override
    public Mono<SecretRef> put(String path, SecretBundle values, OptionalLong expectedVersion) {
        SecretRef.checkPath(path);
        String what = "writing " + path;
        ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("max_versions", MAX_VERSIONS);
        return Mono.defer(() -> client.call(what, HttpMethod.POST, path("metadata", path), metadata))
                .map(answer -> good(what, answer))
                .then(Mono.defer(
                        () -> client.call(what, HttpMethod.POST, path("data", path), entry(values, expectedVersion))))
                .map(answer -> new SecretRef(
                        NAME,
                        path,
                        good(what, answer).body().at("/data/version").asLong()));
    }

    static ObjectNode entry(SecretBundle values, OptionalLong expectedVersion) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        ObjectNode entry = json.objectNode();
        ObjectNode data = entry.putObject("data");
        values.reveal(Function.identity()).forEach(data::put);
        expectedVersion.ifPresent(version -> entry.putObject("options").put("cas", version));
        return entry;
    }

    @Override
    public Mono<Void> destroy(SecretRef ref) {
        String what = "destroying " + ref.path() + " version " + ref.version();
        ObjectNode versions = JsonNodeFactory.instance.objectNode();
        versions.putArray("versions").add(ref.version());
        return ours(ref)
                .then(client.call(what, HttpMethod.PUT, path("destroy", ref.path()), versions))
                .doOnNext(answer -> goodOrGone(what, answer))
                .then();
    }

    @Override
    public Mono<Void> destroyAll(String path) {
        SecretRef.checkPath(path);
        String what = "destroying " + path;
        return client.call(what, HttpMethod.DELETE, path("metadata", path), null)
                .doOnNext(answer -> goodOrGone(what, answer))
                .then(Mono.defer(() -> client.call(
                        what,
                        HttpMethod.DELETE,
                        mount + "/metadata/" + prefix + VaultRotatingSecrets.SUFFIX + "/" + path,
                        null)))
                .doOnNext(answer -> goodOrGone(what, answer))
                .then();
    }

    @Override
    public Flux<StoredSecret> stored() {
        return below("");
    }

    /** Below a folder: empty, or with a slash at its end. */
    private Flux<StoredSecret> below(String folder) {
        String what = "listing " + (folder.isEmpty() ? prefix : folder);
        String place = folder.isEmpty() ? mount + "/metadata/" + prefix : path("metadata", folder);
        return client.call(what, HttpMethod.GET, place + "?list=true", null)
                .flatMapMany(answer -> answer.status() == 404
                        ? Flux.empty()
                        : Flux.fromIterable(good(what, answer).body().at("/data/keys")))
                .map(key -> folder + key.asString())
                .filter(VaultSecretStore::isOurs)
                .flatMap(key -> key.endsWith("/") ? below(key) : versions(key), LISTED_AT_ONCE);
    }

    /** What somebody else keeps under our prefix stays out of it. */
    private static boolean isOurs(String key) {
        try {
            SecretRef.checkPath(key.endsWith("/") ? key.substring(0, key.length() - 1) : key);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Flux<StoredSecret> versions(String path) {
        String what = "listing the versions of " + path;
        return client.call(what, HttpMethod.GET, path("metadata", path), null)
                .flatMapIterable(answer -> answer.status() == 404
                        ? Map.<String, JsonNode>of().entrySet()
                        : good(what, answer).body().at("/data/versions").properties())
                .filter(version -> !version.getValue().path("destroyed").asBoolean(false))
                .map(version -> stored(path, version.getKey(), version.getValue()));
    }

    private static StoredSecret stored(String path, String version, JsonNode metadata) {
        try {
            return new StoredSecret(
                    new SecretRef(NAME, path, Long.parseLong(version)),
                    Instant.parse(metadata.path("created_time").asString("")));
        } catch (DateTimeException | NumberFormatException e) {
            throw new SecretStoreException(Reason.CORRUPT, "a version of " + path + " has no number or no time", e);
        }
    }

    private String path(String part, String path) {
        return mount + "/" + part + "/" + prefix + "/" + path;
    }

    private static Mono<Void> ours(SecretRef ref) {
        return ref.store().equals(NAME)
                ? Mono.empty()
                : Mono.error(() -> new SecretStoreException(
                        Reason.NOT_FOUND, "the secret lies in the store " + ref.store() + ", and this is " + NAME));
    }

    static VaultAnswer good(String what, VaultAnswer answer) {
        if (!answer.succeeded()) {
            throw VaultErrors.refused(what, answer);
        }
        return answer;
    }

    private static void goodOrGone(String what, VaultAnswer answer) {
        if (answer.status() != 404) {
            good(what, answer);
        }
    }

    /** Ends its timer and its connections. */
    @Override
    public void close() {
        client.close();
    }
}
