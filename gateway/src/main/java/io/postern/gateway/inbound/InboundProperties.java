package io.postern.gateway.inbound;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the gateway takes in.
 *
 * @param maxBufferedBody how large a body may be that rules or a credential look into
 * @param idleTimeout how long a caller's connection is kept without a request
 */
@ConfigurationProperties("postern.gateway.inbound")
record InboundProperties(
        @DefaultValue("1MB") DataSize maxBufferedBody,
        @DefaultValue("75s") Duration idleTimeout) {}
