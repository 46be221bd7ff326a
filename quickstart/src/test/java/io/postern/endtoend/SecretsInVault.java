package io.postern.endtoend;

import io.postern.testing.VaultFixture;
import java.util.ArrayList;
import java.util.List;

/** What an installation has written into its mount of Vault, seen with all rights. */
final class SecretsInVault {

    private final VaultFixture vault;
    private final String mount;
    private final String gatewayToken;

    SecretsInVault(VaultFixture vault, String mount, String gatewayToken) {
        this.vault = vault;
        this.mount = mount;
        this.gatewayToken = gatewayToken;
    }

    /** Those of a credential, as a JSON text. */
    String values(String clientPath, String credential) {
        return vault.root()
                .call("GET", path("data", clientPath, credential), null)
                .at("/data/data")
                .toString();
    }

    int status(String clientPath, String credential) {
        return vault.root().status("GET", path("data", clientPath, credential), null);
    }

    void destroy(String clientPath, String credential) {
        vault.root().call("DELETE", path("metadata", clientPath, credential), null);
    }

    /** The credentials of a client that have something there. */
    List<String> credentials(String clientPath) {
        List<String> credentials = new ArrayList<>();
        vault.root()
                .call("GET", path("metadata", clientPath, "") + "?list=true", null)
                .at("/data/keys")
                .forEach(key -> credentials.add(key.stringValue()));
        return credentials;
    }

    /** The versions of a credential's secret that are not destroyed. */
    long versions(String clientPath, String credential) {
        return vault
                .root()
                .call("GET", path("metadata", clientPath, credential), null)
                .at("/data/versions")
                .properties()
                .stream()
                .filter(version -> !version.getValue().at("/destroyed").asBoolean())
                .count();
    }

    /** The {@code token} of a secret, read with the rights of the gateway. */
    String readAsGateway(String clientPath, String credential, long version) {
        return vault.as(gatewayToken)
                .call("GET", path("data", clientPath, credential) + "?version=" + version, null)
                .at("/data/data/token")
                .asString();
    }

    private String path(String part, String clientPath, String credential) {
        String client = clientPath.substring(clientPath.lastIndexOf('/') + 1);
        return mount + "/" + part + "/postern/" + client + "/" + credential;
    }
}
