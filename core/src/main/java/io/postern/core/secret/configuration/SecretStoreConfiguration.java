package io.postern.core.secret.configuration;

import io.postern.core.secret.AllowedReferences;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretStore;
import io.postern.core.secret.sealed.SealedStoreConfiguration;
import io.postern.core.secret.vault.VaultStoreConfiguration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Imported by both applications: one {@link SecretStore} bean, chosen by {@code postern.secrets.store}, which is also
 * their {@code SecretReader} and {@code SecretWriter}. An application with no choice, an unknown one, or one that is only
 * half configured does not start, and the message names the property.
 */
@Configuration(proxyBeanMethods = false)
@Import({VaultStoreConfiguration.class, SealedStoreConfiguration.class})
public class SecretStoreConfiguration {

    /** Which store to use. */
    public static final String CHOICE = "postern.secrets.store";

    private static final String NEEDS_VAULT = "references need Vault: " + CHOICE + "=vault";

    /** Reached only where none of the imported stores was chosen: imports are registered first. */
    @Bean
    @ConditionalOnMissingBean(SecretStore.class)
    SecretStore missingSecretStore() {
        throw new IllegalStateException(CHOICE + " must be one of " + String.join(", ", stores()));
    }

    /** What the imported configurations ask the choice to be. */
    static List<String> stores() {
        Import imported = Objects.requireNonNull(SecretStoreConfiguration.class.getAnnotation(Import.class));
        return Arrays.stream(imported.value())
                .map(store -> Objects.requireNonNull(store.getAnnotation(ConditionalOnProperty.class))
                        .havingValue())
                .toList();
    }

    /** Of a store that is no Vault. */
    @Bean
    @ConditionalOnMissingBean(AllowedReferences.class)
    AllowedReferences noAllowedReferences() {
        return AllowedReferences.none(NEEDS_VAULT);
    }

    @Bean
    @ConditionalOnMissingBean(ReferencedSecrets.class)
    ReferencedSecrets noReferencedSecrets() {
        return ReferencedSecrets.none(NEEDS_VAULT);
    }
}
