package io.postern.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.postern.core.secret.SecretStoreException.Reason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What every secret store promises. The two stores that a subclass gives are one store with different rights. */
public abstract class SecretStoreContract {

    protected static final String CANARY = "canary-8c1f-secret";
    private static final OptionalLong UNCHECKED = OptionalLong.empty();

    /** With the rights of the admin API. */
    protected abstract SecretWriter writer();

    /** With the rights of a gateway. */
    protected abstract SecretReader reader();

    /** Nothing lies there yet. */
    protected final String newPath() {
        return "client-" + UUID.randomUUID() + "/cred_1";
    }

    protected final SecretRef put(String path, String value) {
        return await(writer().put(path, bundle(value), UNCHECKED));
    }

    protected static SecretBundle bundle(String value) {
        return SecretBundle.of("key", SecretValue.of(value));
    }

    protected static <T> T await(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(Duration.ofSeconds(30)));
    }

    protected static void awaitEnd(Mono<Void> mono) {
        mono.block(Duration.ofSeconds(30));
    }

    protected static SecretStoreException failure(Mono<?> mono) {
        return Objects.requireNonNull(
                catchThrowableOfType(SecretStoreException.class, () -> mono.block(Duration.ofSeconds(30))));
    }

    protected final List<SecretRef> stored() {
        return await(writer().stored().map(StoredSecret::ref).collectList());
    }

    @Test
    void putWhenReadThenGivesTheSameValues() {
        SecretBundle values = SecretBundle.of(
                Map.of("username", SecretValue.of("alice"), "password", SecretValue.of("a\"b\\c\n{{x}}")));

        SecretRef ref = await(writer().put(newPath(), values, UNCHECKED));

        assertThat(ref.version()).isEqualTo(1);
        assertThat(ref.store()).isEqualTo(writer().name());
        assertThat(await(reader().read(ref))).isEqualTo(values);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"empty", "unicode", "64 KiB"})
    void putWhenTheValueIsUnusualThenIsReadBackUnchanged(String kind) {
        String value = switch (kind) {
            case "empty" -> "";
            case "unicode" -> "пароль 密码 \uD83D\uDD11 \u0000 \u2028";
            default -> "0123456789abcdef".repeat(4096);
        };

        assertThat(await(reader().read(put(newPath(), value)))).isEqualTo(bundle(value));
    }

    @Test
    void putWhenTheBundleIsEmptyThenIsReadBackEmpty() {
        SecretRef ref = await(writer().put(newPath(), SecretBundle.empty(), UNCHECKED));

        assertThat(await(reader().read(ref))).isEqualTo(SecretBundle.empty());
    }

    @Test
    void putWhenRepeatedThenOlderVersionsKeepTheirValues() {
        String path = newPath();
        // More than the ten that Vault keeps where nobody says otherwise.
        List<SecretRef> refs = IntStream.rangeClosed(1, 15)
                .mapToObj(number -> put(path, "value " + number))
                .toList();

        assertThat(refs).extracting(SecretRef::version).containsExactlyElementsOf(upTo(15));
        for (SecretRef ref : refs) {
            assertThat(await(reader().read(ref))).isEqualTo(bundle("value " + ref.version()));
        }
    }

    @Test
    void putWhenTheExpectedVersionIsTheNewestThenWritesTheNext() {
        String path = newPath();

        SecretRef first = await(writer().put(path, bundle("1"), OptionalLong.of(0)));
        SecretRef second = await(writer().put(path, bundle("2"), OptionalLong.of(first.version())));

        assertThat(second.version()).isEqualTo(2);
    }

    @ParameterizedTest(name = "expected {0}, newest 2")
    @ValueSource(longs = {0, 1, 3})
    void putWhenTheExpectedVersionIsAnotherThenConflictsAndWritesNothing(long expected) {
        String path = newPath();
        put(path, "1");
        put(path, "2");

        assertThat(failure(writer().put(path, bundle("3"), OptionalLong.of(expected)))
                        .reason())
                .isEqualTo(Reason.CONFLICT);
        assertThat(put(path, "3").version()).isEqualTo(3);
    }

    @Test
    void putWhenExpectedAtAPathThatWasNeverWrittenThenConflicts() {
        assertThat(failure(writer().put(newPath(), bundle("1"), OptionalLong.of(1)))
                        .reason())
                .isEqualTo(Reason.CONFLICT);
    }

    @Test
    void putWhenConcurrentThenEachGetsAVersionOfItsOwn() {
        String path = newPath();

        List<SecretRef> refs = await(Flux.range(0, 20)
                .flatMap(number -> writer().put(path, bundle("v" + number), UNCHECKED), 20)
                .collectList());

        assertThat(refs).extracting(SecretRef::version).containsExactlyInAnyOrderElementsOf(upTo(20));
    }

    @Test
    void putWhenConcurrentlyExpectingTheSameThenExactlyOneWins() {
        String path = newPath();

        List<Object> outcomes =
                await(Flux.range(0, 10).flatMap(number -> putFirst(path), 10).collectList());

        assertThat(outcomes).filteredOn(SecretRef.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Reason.CONFLICT::equals).hasSize(9);
    }

    /** The reference, or the reason of the refusal. */
    private Mono<Object> putFirst(String path) {
        return writer().put(path, bundle("v"), OptionalLong.of(0))
                .cast(Object.class)
                .onErrorResume(SecretStoreException.class, error -> Mono.just(error.reason()));
    }

    @Test
    void readWhenNeverWrittenThenIsNotFound() {
        assertThat(failure(reader().read(new SecretRef(writer().name(), newPath(), 1)))
                        .reason())
                .isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void readWhenTheVersionDoesNotExistThenIsNotFound() {
        SecretRef ref = put(newPath(), "1");

        assertThat(failure(reader().read(new SecretRef(ref.store(), ref.path(), 2)))
                        .reason())
                .isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void readWhenTheReferenceIsOfAnotherStoreThenIsNotFoundAndNamesIt() {
        SecretRef ref = put(newPath(), "1");

        SecretStoreException error = failure(reader().read(new SecretRef("elsewhere", ref.path(), ref.version())));

        assertThat(error.reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(error).hasMessageContaining("elsewhere");
    }

    @Test
    void destroyWhenOneVersionThenOnlyThatOneIsGone() {
        String path = newPath();
        SecretRef first = put(path, "1");
        SecretRef second = put(path, "2");

        awaitEnd(writer().destroy(first));

        assertThat(failure(reader().read(first)).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(await(reader().read(second))).isEqualTo(bundle("2"));
    }

    @Test
    void destroyWhenItIsTheNewestThenItsNumberNeverComesBack() {
        String path = newPath();
        SecretRef first = put(path, "1");

        awaitEnd(writer().destroy(first));

        assertThat(put(path, "2").version()).isEqualTo(2);
        assertThat(failure(reader().read(first)).reason()).isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void destroyWhenGoneAlreadyThenDoesNothing() {
        SecretRef ref = put(newPath(), "1");

        awaitEnd(writer().destroy(ref));
        awaitEnd(writer().destroy(ref));
        awaitEnd(writer().destroy(new SecretRef(ref.store(), newPath(), 7)));

        assertThat(stored()).doesNotContain(ref);
    }

    @Test
    void destroyAllWhenSeveralVersionsThenNoneIsLeft() {
        String path = newPath();
        SecretRef first = put(path, "1");
        SecretRef second = put(path, "2");

        awaitEnd(writer().destroyAll(path));
        awaitEnd(writer().destroyAll(path));

        assertThat(failure(reader().read(first)).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(failure(reader().read(second)).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(stored()).doesNotContain(first, second);
    }

    @Test
    void storedWhenSomeAreDestroyedThenListsTheRestWithTheirTimes() {
        Instant before = Instant.now().minusSeconds(60);
        String path = newPath();
        SecretRef first = put(path, "1");
        SecretRef second = put(path, "2");
        SecretRef other = put(newPath(), "1");
        awaitEnd(writer().destroy(first));

        List<StoredSecret> stored = await(writer().stored().collectList());

        assertThat(stored)
                .extracting(StoredSecret::ref)
                .contains(second, other)
                .doesNotContain(first)
                .doesNotHaveDuplicates();
        assertThat(stored).allSatisfy(secret -> assertThat(secret.writtenAt()).isAfter(before));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                "../a",
                "a/../b",
                "a/./b",
                "http://127.0.0.1:1/x",
                "a?version=1",
                "a#b",
                "a%2fb",
                "a b",
                "a{b}"
            })
    void putWhenThePathCouldBeReadAsSomethingElseThenIsRefused(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> writer().put(path, bundle("1"), UNCHECKED));
        assertThatIllegalArgumentException().isThrownBy(() -> writer().destroyAll(path));
    }

    @Test
    void putWhenItFailsThenTheErrorHoldsNoSecret() {
        String path = newPath();
        put(path, CANARY);

        SecretStoreException error = failure(writer().put(path, bundle(CANARY), OptionalLong.of(9)));

        assertHoldsNoCanary(error);
    }

    @Test
    void toStringOfTheStoreThenHoldsNoSecret() {
        assertThat(writer().toString() + reader()).doesNotContain(CANARY);
    }

    protected static void assertHoldsNoCanary(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        assertThat(text.toString()).doesNotContain(CANARY);
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
