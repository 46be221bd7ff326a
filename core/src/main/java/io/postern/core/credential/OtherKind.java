package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.postern.core.field.InvalidFieldsException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind inside the configuration of another: {@code credentialAuthType} and {@code credentialConfig}, as a credential has
 * them.
 */
@JsonPropertyOrder({"credentialAuthType", "credentialConfig"})
public final class OtherKind {

    private final TargetCredentialSpec spec;

    public OtherKind(TargetCredentialSpec spec) {
        this.spec = spec;
    }

    /** @throws InvalidFieldsException with the paths of the two members */
    @JsonCreator
    static OtherKind read(
            @JsonProperty("credentialAuthType") @Nullable String authType,
            @JsonProperty("credentialConfig") @Nullable ObjectNode config) {
        if (authType == null
                || CredentialKinds.canonicalName(CredentialType.TARGET, authType)
                        .isEmpty()) {
            throw InvalidFieldsException.of(
                    "must be one of the kinds of a target credential: "
                            + String.join(", ", CredentialKinds.names(CredentialType.TARGET)),
                    "credentialAuthType");
        }
        ObjectNode written = config == null ? JsonMapper.shared().createObjectNode() : config;
        try {
            return new OtherKind(
                    (TargetCredentialSpec) CredentialKinds.parse(CredentialType.TARGET, authType, written));
        } catch (InvalidFieldsException e) {
            throw e.under("credentialConfig");
        }
    }

    /** The kind itself. */
    public TargetCredentialSpec spec() {
        return spec;
    }

    @JsonProperty("credentialAuthType")
    String authType() {
        return spec.authType();
    }

    @JsonProperty("credentialConfig")
    ObjectNode config() {
        return CredentialKinds.config(spec);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OtherKind that && spec.equals(that.spec);
    }

    @Override
    public int hashCode() {
        return spec.hashCode();
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}
