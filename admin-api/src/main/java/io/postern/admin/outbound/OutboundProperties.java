package io.postern.admin.outbound;

import io.postern.core.address.AddressGuard;
import io.postern.core.address.AllowedRange;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What the gateways may call; to be the same as theirs.
 *
 * @param allow special addresses that may be called all the same: {@code CIDR[:PORT[-PORT]]} each, with commas
 * @param lookUpTimeout how long a name is looked up when a URL is written
 */
@Validated
@ConfigurationProperties("postern.outbound")
record OutboundProperties(
        @DefaultValue List<String> allow,

        @DefaultValue("3s") @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 1)
        Duration lookUpTimeout) {

    AddressGuard guard() {
        return new AddressGuard(AllowedRange.ofSetting("postern.outbound.allow", allow));
    }
}
