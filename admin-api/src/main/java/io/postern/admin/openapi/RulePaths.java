package io.postern.admin.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Writes the one path of rules as the three that it stands for. */
class RulePaths implements OpenApiCustomizer {

    private static final Map<String, String> IDS =
            Map.of("targets", "targetId", "credentials", "credentialId", "proxies", "proxyId");

    @Override
    public void customise(OpenAPI document) {
        Paths paths = document.getPaths();
        for (String path : List.copyOf(paths.keySet())) {
            if (path.contains("{parent}")) {
                PathItem item = Objects.requireNonNull(paths.remove(path));
                IDS.forEach((parent, id) -> paths.addPathItem(
                        path.replace("{parent}", parent).replace("{resourceId}", "{" + id + "}"),
                        copy(item, parent, id)));
            }
        }
    }

    private static PathItem copy(PathItem item, String parent, String id) {
        PathItem copy = new PathItem();
        item.readOperationsMap().forEach((method, operation) -> copy.operation(method, copy(operation, parent, id)));
        return copy;
    }

    private static Operation copy(Operation operation, String parent, String id) {
        String of = parent.substring(0, 1).toUpperCase(Locale.ROOT) + parent.substring(1);
        return new Operation()
                .tags(operation.getTags())
                .summary(operation.getSummary())
                .description(operation.getDescription())
                .operationId(operation.getOperationId() + "Of" + of)
                .requestBody(operation.getRequestBody())
                .responses(operation.getResponses())
                .parameters(operation.getParameters().stream()
                        .filter(parameter -> !parameter.getName().equals("parent"))
                        .map(parameter -> parameter.getName().equals("resourceId")
                                ? new io.swagger.v3.oas.models.parameters.PathParameter()
                                        .name(id)
                                        .schema(parameter.getSchema())
                                : parameter)
                        .toList());
    }
}
