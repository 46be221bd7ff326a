package io.postern.admin.openapi;

import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialType;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Names the kinds of credentials there are, so that a new one needs no word in a controller. */
class CredentialKindNames implements OpenApiCustomizer {

    @Override
    public void customise(OpenAPI document) {
        Schema<?> request = document.getComponents().getSchemas().get("CredentialRequest");
        Object kind = request == null ? null : request.getProperties().get("credentialAuthType");
        if (kind instanceof Schema<?> schema) {
            schema.setDescription("Of a proxy credential: " + names(CredentialType.PROXY) + ". Of a target credential: "
                    + names(CredentialType.TARGET) + ".");
        }
    }

    private static String names(CredentialType type) {
        return String.join(", ", CredentialKinds.names(type));
    }
}
