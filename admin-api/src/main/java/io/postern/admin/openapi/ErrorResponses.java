package io.postern.admin.openapi;

import io.postern.admin.http.ErrorDocument;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Map;
import java.util.TreeMap;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Adds to every operation the errors that it can answer, with their shape. */
class ErrorResponses implements OpenApiCustomizer {

    @Override
    public void customise(OpenAPI document) {
        // Here, not with the other components: springdoc drops schemas that no controller mentions.
        ModelConverters.getInstance(true).readAll(ErrorDocument.class).forEach(document.getComponents()::addSchemas);
        document.getPaths().values().forEach(path -> path.readOperationsMap().forEach(ErrorResponses::add));
    }

    private static void add(HttpMethod method, Operation operation) {
        Map<String, String> errors = new TreeMap<>();
        errors.put("400", "bad_request or malformed_json: the request can't be read");
        errors.put("401", "unauthenticated: no valid token");
        errors.put("403", "forbidden: the member lacks the role");
        errors.put("404", "not_found: no such resource, or another client's");
        errors.put("503", "database_unavailable, secret_store_unavailable or gateway_unavailable: try again later");
        if (method != HttpMethod.GET) {
            errors.put("409", "conflict or in_use");
        }
        if (operation.getRequestBody() != null) {
            errors.put("413", "body_too_large: more than 1 MiB");
            errors.put("415", "unsupported_media_type: not application/json");
            errors.put("422", "validation_failed: every field that is wrong is named in details");
        }
        errors.forEach((status, description) -> operation
                .getResponses()
                .addApiResponse(
                        status,
                        new ApiResponse()
                                .description(description)
                                .content(new Content()
                                        .addMediaType(
                                                "application/json",
                                                new MediaType()
                                                        .schema(new Schema<>().$ref("#/components/schemas/Error"))))));
    }
}
