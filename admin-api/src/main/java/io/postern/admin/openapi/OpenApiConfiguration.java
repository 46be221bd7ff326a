package io.postern.admin.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says beside the controllers: how to authenticate, and which errors there are. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    @Bean
    OpenAPI adminApiDocument() {
        Components components = new Components()
                .addSecuritySchemes(
                        "token",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.APIKEY)
                                .in(SecurityScheme.In.HEADER)
                                .name("Authorization")
                                .description("A user token (u-…), an access token or an API key, raw"))
                .addSecuritySchemes(
                        "apiKey",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.APIKEY)
                                .in(SecurityScheme.In.HEADER)
                                .name("X-API-Key")
                                .description("The api_key of an API client"))
                .addSecuritySchemes(
                        "bearer",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description(
                                        "A user token, an access token, an API key, or a JWT of the configured issuer"));
        return new OpenAPI()
                .info(new Info()
                        .title("Postern admin API")
                        .version("1")
                        .description("Clients, members, API clients, targets, credentials, proxies and rules."))
                .addSecurityItem(new SecurityRequirement().addList("token"))
                .addSecurityItem(new SecurityRequirement().addList("bearer"))
                .addSecurityItem(new SecurityRequirement().addList("apiKey"))
                .components(components);
    }

    @Bean
    OpenApiCustomizer errorsOfEveryOperation() {
        return new ErrorResponses();
    }

    @Bean
    OpenApiCustomizer threePlacesOfRules() {
        return new RulePaths();
    }

    @Bean
    OpenApiCustomizer kindsOfCredentials() {
        return new CredentialKindNames();
    }
}
