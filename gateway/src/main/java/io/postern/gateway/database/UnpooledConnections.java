package io.postern.gateway.database;

import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;

/** For those that keep a connection to themselves: one of the pool's would be missing there. */
public final class UnpooledConnections {

    private UnpooledConnections() {}

    /**
     * Connections to the same database with the same login; each is opened anew.
     *
     * @throws IllegalStateException where the pool does not say what it connects to
     */
    public static ConnectionFactory like(ConnectionFactory pooled) {
        OptionsCapableConnectionFactory capable = OptionsCapableConnectionFactory.unwrapFrom(pooled);
        if (capable == null) {
            throw new IllegalStateException("spring.r2dbc.url is needed for connections beside the pool");
        }
        return like(capable.getOptions());
    }

    private static ConnectionFactory like(ConnectionFactoryOptions options) {
        ConnectionFactoryOptions.Builder own =
                options.mutate().option(PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE, true);
        if (!options.hasOption(ConnectionFactoryOptions.CONNECT_TIMEOUT)) {
            own.option(ConnectionFactoryOptions.CONNECT_TIMEOUT, Duration.ofSeconds(5));
        }
        return ConnectionFactories.get(own.build());
    }
}
