package io.postern.testing;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;

/** What an empty Vault gives out when it is initialised: with one key share, and KV v2 at {@code secret/} as in its development mode. */
record VaultInitialisation(String unsealKey, String rootToken) {

    static VaultInitialisation of(URI address) {
        VaultApi anonymous = new VaultApi(address, "");
        awaitHttp(anonymous);
        JsonNode made = anonymous.call("PUT", "sys/init", Map.of("secret_shares", 1, "secret_threshold", 1));
        VaultInitialisation result = new VaultInitialisation(
                made.at("/keys/0").asString(), made.at("/root_token").asString());
        result.unseal(address);
        new VaultApi(address, result.rootToken)
                .call("POST", "sys/mounts/secret", Map.of("type", "kv", "options", Map.of("version", "2")));
        return result;
    }

    /** Waits until it is reached, opens it, and waits until it is active. */
    void unseal(URI address) {
        VaultApi anonymous = new VaultApi(address, "");
        awaitHttp(anonymous);
        anonymous.call("PUT", "sys/unseal", Map.of("key", unsealKey));
        await("Vault is active").until(anonymous::isActive);
    }

    private static void awaitHttp(VaultApi api) {
        await("Vault answers").ignoreExceptions().until(() -> api.status("GET", "sys/seal-status", null) == 200);
    }

    private static ConditionFactory await(String alias) {
        return Awaitility.await(alias).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
