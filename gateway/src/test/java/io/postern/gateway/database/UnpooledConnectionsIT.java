package io.postern.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.r2dbc.ConnectionFactoryBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class UnpooledConnectionsIT {

    private final TestDatabase database = PostgresFixture.shared().newDatabase();

    /** As operations.md has it for a PostgreSQL that fails over to another address. Nobody listens at the first one. */
    @Test
    void likeWhenTheUrlHasSeveralHostsThenConnectsToThePrimaryThatIsThere() {
        ConnectionFactory pooled = ConnectionFactoryBuilder.withUrl("r2dbc:postgresql:failover://127.0.0.1:1,"
                        + database.host() + ":" + database.port() + "/" + database.name() + "?targetServerType=primary")
                .username(TestDatabase.GATEWAY_USER)
                .password(TestDatabase.PASSWORD)
                .build();

        Mono<Boolean> isReplica = Mono.usingWhen(
                UnpooledConnections.like(pooled).create(),
                connection -> Flux.from(connection
                                .createStatement("select pg_is_in_recovery()")
                                .execute())
                        .flatMap(result -> result.map(row -> Boolean.TRUE.equals(row.get(0, Boolean.class))))
                        .single(),
                Connection::close);

        assertThat(isReplica.block(Duration.ofSeconds(20))).isFalse();
    }
}
