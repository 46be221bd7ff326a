package io.postern.gateway.plan;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where this gateway is.
 *
 * @param region the regions whose proxies it serves, with commas; none: all
 */
@ConfigurationProperties("postern.gateway")
record RegionProperties(@DefaultValue List<String> region) {

    RegionProperties {
        region = List.copyOf(region);
        if (region.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("postern.gateway.region must not have a blank name");
        }
    }
}
