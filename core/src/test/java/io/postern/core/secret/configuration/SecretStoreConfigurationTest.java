package io.postern.core.secret.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.hash.CallerHasher;
import io.postern.core.hash.configuration.CallerHashConfiguration;
import io.postern.core.secret.SecretReader;
import io.postern.core.secret.SecretValue;
import io.postern.core.secret.SecretWriter;
import io.postern.core.secret.sealed.SealedSecretStore;
import io.postern.core.secret.sealed.SealingKeys;
import io.postern.core.secret.vault.VaultProperties;
import io.postern.core.secret.vault.VaultSecretStore;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.json.JsonMapper;

class SecretStoreConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withBean(
                    ConnectionFactory.class,
                    () -> ConnectionFactories.get("r2dbc:postgresql://nobody@localhost:1/nothing"))
            .withUserConfiguration(SecretStoreConfiguration.class);

    @Test
    void contextWhenVaultIsChosenThenHasTheVaultStoreAsReaderAndWriter() {
        application
                .withPropertyValues(
                        "postern.secrets.store=vault", "postern.vault.uri=http://localhost:1", "postern.vault.token=t")
                .run(context -> {
                    assertThat(context).hasSingleBean(VaultSecretStore.class);
                    assertThat(context.getBean(SecretReader.class)).isSameAs(context.getBean(SecretWriter.class));
                });
    }

    @Test
    void contextWhenSealedIsChosenThenHasTheSealedStore() {
        application
                .withPropertyValues("postern.secrets.store=sealed", "postern.sealed.keys=" + SealingKeys.newKey("k1"))
                .run(context -> assertThat(context).hasSingleBean(SealedSecretStore.class));
    }

    /** Operators read it in docs/configuration.md, which is made of it. */
    @Test
    void descriptionOfTheChoiceThenNamesEveryStore() throws IOException {
        String description;
        try (InputStream metadata = Objects.requireNonNull(
                getClass().getResourceAsStream("/META-INF/additional-spring-configuration-metadata.json"))) {
            description = JsonMapper.shared()
                    .readTree(metadata)
                    .at("/properties")
                    .valueStream()
                    .filter(property -> property.get("name").asString().equals(SecretStoreConfiguration.CHOICE))
                    .map(property -> property.get("description").asString())
                    .collect(Collectors.joining());
        }
        assertThat(SecretStoreConfiguration.stores())
                .allSatisfy(store -> assertThat(description).contains("{@code " + store + "}"));
    }

    @ParameterizedTest(name = "{0} says {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "x=y|postern.secrets.store must be one of vault, sealed",
                "postern.secrets.store=none|postern.secrets.store must be one of vault, sealed",
                "postern.secrets.store=sealed|needs either postern.sealed.keys-file or postern.sealed.keys",
                "postern.secrets.store=vault|postern.vault.uri must be an http or https address",
                "postern.secrets.store=vault postern.vault.uri=ftp://v postern.vault.token=t"
                        + "|postern.vault.uri must be an http or https address",
                "postern.secrets.store=vault postern.vault.uri=http://v|needs either postern.vault.token or",
                "postern.secrets.store=vault postern.vault.uri=http://v postern.vault.token=t postern.vault.token-file=f"
                        + "|needs either postern.vault.token or",
                "postern.secrets.store=vault postern.vault.uri=http://v postern.vault.authentication=approle"
                        + "|needs postern.vault.app-role.role-id",
                "postern.secrets.store=vault postern.vault.uri=http://v postern.vault.authentication=kubernetes"
                        + "|needs postern.vault.kubernetes.role",
                "postern.secrets.store=vault postern.vault.uri=http://v postern.vault.token=t postern.vault.mount=a/../b"
                        + "|postern.vault.mount is not a path",
                "postern.secrets.store=vault postern.vault.uri=https://v postern.vault.token=t postern.vault.ca-file=/none"
                        + "|postern.vault.ca-file has no certificates"
            })
    void contextWhenHalfConfiguredThenDoesNotStartAndNamesTheProperty(String properties, String message) {
        application
                .withPropertyValues(properties.split(" "))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .satisfies(cause -> assertThat(allMessages(context.getStartupFailure()))
                                .contains(message)));
    }

    private static String allMessages(@Nullable Throwable error) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            text.append(cause.getMessage()).append('\n');
        }
        return text.toString();
    }

    @Test
    void vaultPropertiesWhenOnlyTheAddressIsSetThenHaveTheirDefaults() {
        application
                .withPropertyValues(
                        "postern.secrets.store=vault", "postern.vault.uri=https://v:8200", "postern.vault.token=t")
                .run(context -> assertThat(context.getBean(VaultProperties.class))
                        .isEqualTo(new VaultProperties(
                                URI.create("https://v:8200"),
                                null,
                                "secret",
                                "postern",
                                null,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(5),
                                VaultProperties.Authentication.TOKEN,
                                SecretValue.of("t"),
                                null,
                                new VaultProperties.AppRole("approle", null, null, null),
                                new VaultProperties.Kubernetes(
                                        "kubernetes",
                                        null,
                                        Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token")),
                                new VaultProperties.References(List.of()))));
    }

    @Test
    void vaultPropertiesWhenAllAreSetThenAreMapped() {
        application
                .withPropertyValues(
                        "postern.secrets.store=vault",
                        "postern.vault.uri=http://v:1",
                        "postern.vault.namespace=team/a",
                        "postern.vault.mount=kv/x",
                        "postern.vault.prefix=gw",
                        "postern.vault.connect-timeout=100ms",
                        "postern.vault.read-timeout=1s",
                        "postern.vault.authentication=approle",
                        "postern.vault.app-role.path=ar",
                        "postern.vault.app-role.role-id=r",
                        "postern.vault.app-role.secret-id=s",
                        "postern.vault.kubernetes.path=k8s",
                        "postern.vault.kubernetes.role=kr",
                        "postern.vault.kubernetes.token-file=/t",
                        "postern.vault.references.allowed=secret/data/teams/{clientId}/*")
                .run(context -> {
                    VaultProperties properties = context.getBean(VaultProperties.class);
                    assertThat(properties)
                            .isEqualTo(new VaultProperties(
                                    URI.create("http://v:1"),
                                    "team/a",
                                    "kv/x",
                                    "gw",
                                    null,
                                    Duration.ofMillis(100),
                                    Duration.ofSeconds(1),
                                    VaultProperties.Authentication.APPROLE,
                                    null,
                                    null,
                                    new VaultProperties.AppRole("ar", "r", SecretValue.of("s"), null),
                                    new VaultProperties.Kubernetes("k8s", "kr", Path.of("/t")),
                                    new VaultProperties.References(List.of("secret/data/teams/{clientId}/*"))));
                    assertThat(properties.toString()).contains("SecretValue[redacted]");
                });
    }

    @Test
    void callerHasherWhenKeysAreSetThenIsABean() {
        new ApplicationContextRunner()
                .withUserConfiguration(CallerHashConfiguration.class)
                .withPropertyValues(
                        "postern.caller-hash.keys[0].id=k1",
                        "postern.caller-hash.keys[0].key=" + Base64.getEncoder().encodeToString(new byte[32]))
                .run(context -> assertThat(context).hasSingleBean(CallerHasher.class));
        new ApplicationContextRunner()
                .withUserConfiguration(CallerHashConfiguration.class)
                .run(context -> assertThat(allMessages(context.getStartupFailure()))
                        .contains("postern.caller-hash.keys must name at least one key"));
    }
}
