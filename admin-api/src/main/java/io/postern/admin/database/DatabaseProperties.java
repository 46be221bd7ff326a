package io.postern.admin.database;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the admin API waits for PostgreSQL.
 *
 * @param timeout for one read or one transaction, the wait for a connection included; then the answer is 503
 */
@ConfigurationProperties("postern.admin.database")
record DatabaseProperties(@DefaultValue("10s") Duration timeout) {}
