package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretStoreChoiceTest {

    private static final Map<String, String> VAULT =
            Map.of("VAULT_ADDR", "https://vault.example.com", "VAULT_TOKEN", "hvs.token");

    @TempDir
    Path parent;

    @Test
    void ofWhenNoVaultIsAskedForThenSealsWithAKeyThatStays() {
        try (DataDirectory directory = DataDirectory.open(parent)) {
            SecretStoreChoice choice = SecretStoreChoice.of(false, Map.of(), directory);
            String key = directory.read("sealing.keys");
            assertThat(choice.name()).isEqualTo("sealed");
            assertThat(key).matches("quickstart:[A-Za-z0-9+/]{43}=");
            SecretStoreChoice.of(false, Map.of(), directory);
            assertThat(directory.read("sealing.keys")).isEqualTo(key);
        }
    }

    @Test
    void ofWhenVaultIsAskedForThenTakesItFromTheEnvironment() {
        try (DataDirectory directory = DataDirectory.open(parent)) {
            SecretStoreChoice choice = SecretStoreChoice.of(true, VAULT, directory);
            assertThat(choice.properties())
                    .containsEntry("postern.vault.uri", "https://vault.example.com")
                    .containsEntry("postern.vault.token", "hvs.token")
                    .hasSize(2);
            assertThat(choice.toString()).doesNotContain("hvs");
        }
    }

    @Test
    void ofWhenVaultHasNoTokenThenSaysWhichVariable() {
        try (DataDirectory directory = DataDirectory.open(parent)) {
            assertThatExceptionOfType(QuickstartException.class)
                    .isThrownBy(() ->
                            SecretStoreChoice.of(true, Map.of("VAULT_ADDR", "http://vault.example.com"), directory))
                    .withMessageContaining("VAULT_TOKEN");
        }
    }

    @Test
    void checkWhenNobodyListensThenNamesTheVariableAtOnce() {
        String nobody = "http://127.0.0.1:" + Ports.free();
        try (DataDirectory directory = DataDirectory.open(parent)) {
            SecretStoreChoice choice =
                    SecretStoreChoice.of(true, Map.of("VAULT_ADDR", nobody, "VAULT_TOKEN", "hvs.token"), directory);
            assertThatExceptionOfType(QuickstartException.class)
                    .isThrownBy(choice::check)
                    .withMessageStartingWith("No Vault answers at VAULT_ADDR: Connection refused");
        }
    }

    @Test
    void checkWhenItIsNoAddressThenSaysTheForm() {
        try (DataDirectory directory = DataDirectory.open(parent)) {
            SecretStoreChoice choice = SecretStoreChoice.of(
                    true, Map.of("VAULT_ADDR", "127.0.0.1:8200", "VAULT_TOKEN", "hvs.token"), directory);
            assertThatExceptionOfType(QuickstartException.class)
                    .isThrownBy(choice::check)
                    .withMessage("VAULT_ADDR must be http://host:port or https://host:port.");
        }
    }

    @Test
    void ofWhenTheDataIsInTheOtherStoreThenSaysHowToGoOn() {
        try (DataDirectory directory = DataDirectory.open(parent)) {
            SecretStoreChoice.of(false, Map.of(), directory);
            assertThatExceptionOfType(QuickstartException.class)
                    .isThrownBy(() -> SecretStoreChoice.of(true, VAULT, directory))
                    .withMessageContaining("without --vault");
        }
    }
}
