package io.postern.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.postern.core.secret.SecretStoreException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What every place of rotating secrets promises, with the rights of a gateway. */
public abstract class RotatingSecretsContract {

    protected static final String CANARY = "canary-51ab-secret";

    /** With the rights of a gateway. */
    protected abstract RotatingSecrets rotating();

    /** The secrets beside which these lie, with the rights of the admin API. */
    protected abstract SecretWriter admin();

    protected static String newPath() {
        return "client-" + UUID.randomUUID() + "/cred_1";
    }

    protected static SecretBundle bundle(String value) {
        return SecretBundle.of("refreshToken", SecretValue.of(value));
    }

    protected static <T> T await(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(Duration.ofSeconds(30)));
    }

    private static SecretStoreException failure(Mono<?> mono) {
        return Objects.requireNonNull(
                catchThrowableOfType(SecretStoreException.class, () -> mono.block(Duration.ofSeconds(30))));
    }

    /** The versions that sixteen writers get who all expect the same one. */
    private List<Long> raced(String path, long expected) {
        return await(Flux.range(0, 16)
                .flatMap(i -> unlessConflict(path, "value " + i, expected), 16)
                .collectList());
    }

    private Mono<Long> unlessConflict(String path, String value, long expected) {
        Mono<Long> nothing = Mono.empty();
        return rotating()
                .write(path, bundle(value), expected)
                .onErrorResume(RotatingSecretsContract::isConflict, lost -> nothing);
    }

    private static boolean isConflict(Throwable failure) {
        return failure instanceof SecretStoreException store && store.reason() == Reason.CONFLICT;
    }

    @Test
    void readWhenNothingWasWrittenThenVersionZeroWithoutValues() {
        assertThat(await(rotating().read(newPath()))).isEqualTo(new RotatedSecret(0, null));
    }

    @Test
    void writeThenReadAnswersTheNewestValuesAndTheirVersion() {
        String path = newPath();
        assertThat(await(rotating().write(path, bundle("one"), 0))).isEqualTo(1);
        assertThat(await(rotating().write(path, bundle("two"), 1))).isEqualTo(2);
        assertThat(await(rotating().read(path))).isEqualTo(new RotatedSecret(2, bundle("two")));
    }

    @Test
    void writeWhenAnotherVersionIsTheNewestThenConflictAndNothingChanges() {
        String path = newPath();
        await(rotating().write(path, bundle("one"), 0));
        for (long stale : List.of(0L, 2L, 7L)) {
            SecretStoreException failure = failure(rotating().write(path, bundle(CANARY), stale));
            assertThat(failure.reason()).isEqualTo(Reason.CONFLICT);
            assertThat(failure.toString()).doesNotContain(CANARY);
        }
        assertThat(await(rotating().read(path))).isEqualTo(new RotatedSecret(1, bundle("one")));
    }

    @Test
    void writeWhenManyExpectTheSameVersionThenOneSucceeds() {
        String path = newPath();
        await(rotating().write(path, bundle("start"), 0));
        assertThat(raced(path, 1)).containsExactly(2L);
    }

    @Test
    void writeWhenNothingWasWrittenAndManyBeginThenOneSucceeds() {
        String path = newPath();
        assertThat(raced(path, 0)).containsExactly(1L);
    }

    @Test
    void destroyAllOfThePathThenWhatRotatesIsGoneToo() {
        String path = newPath();
        await(admin().put(path, bundle("stored"), OptionalLong.empty()));
        await(rotating().write(path, bundle("rotated"), 0));
        admin().destroyAll(path).block(Duration.ofSeconds(30));
        assertThat(await(rotating().read(path)).values()).isNull();
    }

    @Test
    void putBesideItThenNeitherTouchesTheOther() {
        String path = newPath();
        await(rotating().write(path, bundle("rotated"), 0));
        assertThat(await(admin().put(path, bundle("stored"), OptionalLong.of(0)))
                        .version())
                .isEqualTo(1);
        assertThat(await(rotating().read(path))).isEqualTo(new RotatedSecret(1, bundle("rotated")));
    }

    @Test
    void readAndWriteWhenPathCouldBeAnythingElseThenRefused() {
        for (String path : List.of("http://elsewhere/x", "../x", "a//b", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rotating().read(path).block());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rotating().write(path, bundle("v"), 0).block());
        }
    }
}
