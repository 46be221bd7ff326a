package io.postern.admin.change;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long changes are kept.
 *
 * @param keep how long changes are kept; a gateway that was away for longer loads everything anew
 * @param pruneEvery how often older ones are deleted
 */
@ConfigurationProperties("postern.admin.changes")
record ChangeProperties(
        @DefaultValue("7d") Duration keep,
        @DefaultValue("1h") Duration pruneEvery) {}
