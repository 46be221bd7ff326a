package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * How one credential works: the readable part, {@code credentialConfig}, read into a record whose components are the
 * members of that JSON object. A record checks itself in its compact constructor and fails with an
 * {@link InvalidFieldsException} whose paths start inside the config.
 */
public sealed interface CredentialSpec permits CallerCredentialSpec, TargetCredentialSpec {

    /** The names that {@code credentialSecret} must have. Empty: the kind has no secret. */
    @JsonIgnore
    Set<String> secretNames();

    /** The names that {@code credentialSecret} may have beside those; any other is refused. */
    @JsonIgnore
    default Set<String> optionalSecretNames() {
        return Set.of();
    }

    /**
     * Checks the values of a new secret, beyond that the names are right, before they are stored.
     *
     * @throws InvalidFieldsException with paths inside {@code credentialSecret}, and never a value
     */
    default void checkSecret(SecretBundle secret) {
        SecretChecks.names(secretNames(), optionalSecretNames(), secret);
        SecretChecks.fieldValues(secret);
    }

    /**
     * Checks the names alone, of a secret whose values lie elsewhere and can't be looked at when it is named.
     *
     * @throws InvalidFieldsException with the names as paths
     */
    default void checkSecretNames(Set<String> names) {
        SecretChecks.names(secretNames(), optionalSecretNames(), names);
    }

    /**
     * Where the gateway itself will connect to for this credential, beside the target: the URLs by the names of their fields in
     * {@code credentialConfig}, with dots between the names of nested ones.
     */
    @JsonIgnore
    default Map<String, URI> addresses() {
        return Map.of();
    }

    /**
     * What else than the names decides whether a secret fits, such as an algorithm: the secret that is stored for one
     * configuration of a kind serves another only where this is the same, for nobody can look at it again.
     */
    @JsonIgnore
    default Object secretForm() {
        return "";
    }

    /** The kind's name in {@code credentialAuthType}. */
    @JsonIgnore
    default String authType() {
        return CredentialKinds.nameOf(getClass());
    }
}
