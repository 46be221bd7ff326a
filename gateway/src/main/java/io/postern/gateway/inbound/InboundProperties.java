package io.postern.gateway.inbound;

import io.postern.gateway.setting.DataSizeRange;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What the gateway takes in.
 *
 * @param maxBufferedBody how large a body may be that rules or a credential look into
 */
@Validated
@ConfigurationProperties("postern.gateway.inbound")
record InboundProperties(
        @DefaultValue("1MB") @NotNull @DataSizeRange(min = "1KB", max = "64MB")
        DataSize maxBufferedBody) {}
