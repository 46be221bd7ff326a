package io.postern.quickstart;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where secrets lie.
 *
 * @param name the store's name in {@code postern.secrets.store}
 * @param properties for both applications
 */
record SecretStoreChoice(String name, Map<String, String> properties) {

    private static final String REMEMBERED = "store";
    private static final int PATIENCE_MILLIS = 2_000;

    SecretStoreChoice {
        properties = Map.copyOf(properties);
    }

    /**
     * The store that was asked for.
     *
     * @param environment of the process
     * @throws QuickstartException where Vault's whereabouts are missing, or the data of earlier runs is in the other store
     */
    static SecretStoreChoice of(boolean vault, Map<String, String> environment, DataDirectory directory) {
        SecretStoreChoice choice = vault ? vault(environment) : sealed(directory);
        String before = directory.keep(REMEMBERED, choice::name);
        if (!before.equals(choice.name())) {
            throw new QuickstartException(
                    "The secrets of " + directory.path() + " are in the " + before + " store: start "
                            + (before.equals("vault") ? "with" : "without") + " --vault, or over with --fresh.");
        }
        return choice;
    }

    private static SecretStoreChoice sealed(DataDirectory directory) {
        directory.keep("sealing.keys", () -> "quickstart:" + RandomText.base64());
        return new SecretStoreChoice(
                "sealed",
                Map.of(
                        "postern.sealed.keys-file",
                        directory.resolve("sealing.keys").toString()));
    }

    private static SecretStoreChoice vault(Map<String, String> environment) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("postern.vault.uri", required(environment, "VAULT_ADDR"));
        properties.put("postern.vault.token", required(environment, "VAULT_TOKEN"));
        String namespace = environment.getOrDefault("VAULT_NAMESPACE", "");
        if (!namespace.isEmpty()) {
            properties.put("postern.vault.namespace", namespace);
        }
        String caFile = environment.getOrDefault("VAULT_CACERT", "");
        if (!caFile.isEmpty()) {
            properties.put("postern.vault.ca-file", caFile);
        }
        return new SecretStoreChoice("vault", properties);
    }

    /**
     * Sees whether anybody listens where Vault should: both applications would go on asking for long.
     *
     * @throws QuickstartException where nobody does within 2 seconds; it names the variable, and not its value
     */
    void check() {
        String address = properties.get("postern.vault.uri");
        if (address == null) {
            return;
        }
        try (Socket socket = new Socket()) {
            URI uri = URI.create(address);
            if (uri.getHost() == null) {
                throw new IllegalArgumentException("no host");
            }
            int port = uri.getPort() > 0 ? uri.getPort() : "http".equals(uri.getScheme()) ? 80 : 443;
            socket.connect(new InetSocketAddress(uri.getHost(), port), PATIENCE_MILLIS);
        } catch (IllegalArgumentException e) {
            throw new QuickstartException("VAULT_ADDR must be http://host:port or https://host:port.");
        } catch (IOException e) {
            throw new QuickstartException(
                    "No Vault answers at VAULT_ADDR: " + e.getMessage() + ". Start it, or correct VAULT_ADDR.", e);
        }
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new QuickstartException("--vault needs " + name + " in the environment.");
        }
        return value;
    }

    @Override
    public String toString() {
        return "SecretStoreChoice[" + name + "]";
    }
}
