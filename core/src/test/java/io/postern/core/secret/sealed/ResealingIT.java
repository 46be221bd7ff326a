package io.postern.core.secret.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretValue;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ResealingIT {

    private static final String OLD_KEY = SealingKeys.newKey("old");
    private static final String NEW_KEY = SealingKeys.newKey("new");

    private final TestDatabase database = PostgresFixture.shared().newDatabase();
    private final ConnectionPool connections =
            new ConnectionPool(ConnectionPoolConfiguration.builder(database.connectionFactory(TestDatabase.ADMIN_USER))
                    .maxSize(6)
                    .build());
    private final SealedSecretStore before = store(OLD_KEY);
    private final SealedSecretStore during = store(NEW_KEY + "," + OLD_KEY);
    private final SealedSecretStore after = store(NEW_KEY);

    private SealedSecretStore store(String keys) {
        return new SealedSecretStore(connections, SealingKeys.parse(keys));
    }

    @AfterEach
    void closeConnections() {
        connections.dispose();
    }

    private static <T> T await(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(Duration.ofSeconds(60)));
    }

    private static SecretBundle values(int number) {
        return SecretBundle.of("key", SecretValue.of("value " + number));
    }

    private List<SecretRef> put(int count) {
        List<SecretRef> refs = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            refs.add(await(before.put("client/cred_" + number, values(number), OptionalLong.empty())));
        }
        return refs;
    }

    @Test
    void resealWhenMoreThanAPageThenTheOldKeyIsNeededNoMore() {
        List<SecretRef> refs = put(230);

        assertThat(await(during.reseal())).isEqualTo(new Resealed(230, 0));

        for (int number = 0; number < refs.size(); number++) {
            assertThat(await(after.read(refs.get(number)))).isEqualTo(values(number));
        }
        assertThat(await(during.reseal())).isEqualTo(new Resealed(0, 0));
    }

    @Test
    void resealWhenRowsAreReadAndDestroyedMeanwhileThenReadersSeeTheirValuesAndDestroyedOnesStayGone() {
        List<SecretRef> refs = put(150);
        List<SecretRef> kept = refs.subList(0, 100);

        Mono<Long> reading = Flux.range(0, 1000)
                .flatMap(
                        turn -> during.read(kept.get(turn % 100))
                                .doOnNext(read -> assertThat(read).isEqualTo(values(turn % 100))),
                        4)
                .count();
        Mono<Void> destroying = Flux.fromIterable(refs.subList(100, 150))
                .concatMap(during::destroy)
                .then();
        Mono<Long> writing = Flux.range(0, 50)
                .concatMap(turn -> during.put("client/new_" + turn, values(turn), OptionalLong.empty()))
                .count();

        await(Mono.zip(during.reseal(), reading, writing, destroying.thenReturn(true)));

        assertThat(await(during.reseal()).rows()).isZero();
        assertThat(await(after.stored().collectList())).hasSize(150);
        assertThat(await(after.read(kept.get(99)))).isEqualTo(values(99));
    }

    @Test
    void resealWhenARowDoesNotOpenThenGoesOnAndCountsIt() {
        put(3);
        database.execute("update sealed_secret set key_id = 'lost' where secret_path = 'client/cred_1'");

        assertThat(await(during.reseal())).isEqualTo(new Resealed(2, 1));
    }

    private SealedRotatingSecrets rotating(String keys) {
        return new SealedRotatingSecrets(
                database.connectionFactory(TestDatabase.GATEWAY_USER), SealingKeys.parse(keys));
    }

    @Test
    void resealWhenSecretsChangeWithTheirUseThenTheOldKeyIsNeededForThemNoMoreEither() {
        for (int number = 0; number < 130; number++) {
            await(rotating(OLD_KEY).write("client/cred_" + number, values(number), 0));
        }

        assertThat(await(during.reseal())).isEqualTo(new Resealed(130, 0));

        for (int number = 0; number < 130; number++) {
            assertThat(await(rotating(NEW_KEY).read("client/cred_" + number)).values())
                    .isEqualTo(values(number));
        }
        assertThat(await(during.keysInUse().collectList()))
                .containsExactly(new KeyInUse("rotating_secret", "new", 130, true));
    }

    @Test
    void resealWhenAGatewayHasReadARotatingSecretThenItMayStillReplaceIt() {
        SealedRotatingSecrets gateway = rotating(NEW_KEY + "," + OLD_KEY);
        await(rotating(OLD_KEY).write("client/cred", values(1), 0));
        long read = await(gateway.read("client/cred")).version();

        await(during.reseal());

        assertThat(await(gateway.write("client/cred", values(2), read))).isEqualTo(read + 1);
        assertThat(await(rotating(NEW_KEY).read("client/cred")).values()).isEqualTo(values(2));
    }

    @Test
    void resealWhenAGatewayReplacesARotatingSecretInBetweenThenItsValueStays() {
        SealedRotatingSecrets gateway = rotating(OLD_KEY);
        await(gateway.write("client/cred", values(1), 0));
        SealedTable rows = SealedTable.ofRotating(connections);
        Sealer sealer = new Sealer(SealingKeys.parse(NEW_KEY + "," + OLD_KEY));
        SealedRow old = await(rows.find("client/cred"));
        await(gateway.write("client/cred", values(2), 1));

        assertThat(await(rows.replace(old, sealer.reseal(old)))).isZero();
        assertThat(await(gateway.read("client/cred")).values()).isEqualTo(values(2));
    }
}
