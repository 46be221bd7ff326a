package io.postern.gateway.inbound;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the gateway takes in.
 *
 * @param maxBufferedBody how large a body may be that rules or an injection look into
 */
@ConfigurationProperties("postern.gateway.inbound")
record InboundProperties(@DefaultValue("1MB") DataSize maxBufferedBody) {}
