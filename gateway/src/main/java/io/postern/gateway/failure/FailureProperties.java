package io.postern.gateway.failure;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * For apps that were written against another gateway.
 *
 * @param deniedStatus the status of {@code invalid_proxy_credential}: 401, or 403 as RequestRocket documents it
 */
@Validated
@ConfigurationProperties("postern.gateway.compat")
record FailureProperties(
        @DefaultValue("401") @Pattern(regexp = "401|403") String deniedStatus) {}
