package io.postern.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialType;
import io.postern.core.credential.FetchedTokenSpec;
import io.postern.core.credential.TargetCredentialSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * What every token source keeps to. A subclass says how its kind is configured, against a server that really checks it, or
 * without one where the kind makes its tokens itself.
 *
 * @param <S> the kind
 */
public abstract class TokenSourceContract<S extends TargetCredentialSpec> {

    protected abstract TokenSource<S> source();

    /** A configuration that gets a token. */
    protected abstract S spec();

    /** The values it gets it with. */
    protected abstract SecretBundle secret();

    /** For every one of these, no token can be had; each goes with {@link #spec()}. */
    protected abstract List<SecretBundle> wrongSecrets();

    private TokenNeed<S> need(SecretBundle secret) {
        return new TokenNeed<>("cred_1", spec(), new SecretRef("test", "client/cred_1", 1), secret);
    }

    protected final FetchedToken fetch(SecretBundle secret) {
        return Objects.requireNonNull(source().fetch(need(secret)).block(Duration.ofSeconds(30)));
    }

    private Collection<String> secrets(SecretBundle bundle) {
        return bundle.reveal(value -> value).values();
    }

    @Test
    void specThenIsAKindThatFetchesTokens() {
        assertThat(spec()).isInstanceOf(source().spec());
        assertThat(((FetchedTokenSpec) spec()).fetches()).isTrue();
        assertThat(((FetchedTokenSpec) spec()).inject()).isNotEmpty();
    }

    @Test
    void specWhenWrittenAndReadAgainThenTheSame() {
        S spec = spec();
        assertThat(CredentialKinds.parse(CredentialType.TARGET, spec.authType(), CredentialKinds.config(spec)))
                .isEqualTo(spec);
    }

    @Test
    void secretNamesThenExactlyTheGivenOnes() {
        assertThat(secret().names()).isEqualTo(spec().secretNames());
        spec().checkSecret(secret());
    }

    @Test
    void secretNamesThenWhatIsInjectedIsTheTokenOrAmongThem() {
        Set<String> used = ((FetchedTokenSpec) spec())
                .inject().stream()
                        .flatMap(placement -> placement.value().names().stream())
                        .collect(Collectors.toSet());
        used.remove(FetchedTokenSpec.TOKEN);
        assertThat(spec().secretNames()).containsAll(used).doesNotContain(FetchedTokenSpec.TOKEN);
    }

    @Test
    void fetchThenATokenThatIsGoodForSomeTime() {
        FetchedToken token = fetch(secret());
        assertThat(token.value().reveal()).isNotEmpty();
        assertThat(token.lifetime()).isPositive();
    }

    @Test
    void fetchWhenDoneTwiceThenNothingIsKeptInBetween() {
        fetch(secret());
        assertThat(fetch(secret()).lifetime()).isPositive();
    }

    @Test
    void fetchWhenSecretIsWrongThenFailsAndNoTextHasAnyOfIt() {
        for (SecretBundle wrong : wrongSecrets()) {
            assertThatThrownBy(() -> fetch(wrong)).isInstanceOfSatisfying(TokenFailure.class, failure -> {
                assertThat(failure.reason()).isNotEqualTo(TokenFailure.Cause.DEFECT);
                for (String value : secrets(wrong)) {
                    assertThat(failure.toString()).doesNotContain(value);
                }
            });
        }
    }

    @Test
    void fetchThenNoTextAndNoLogLineHasASecretOrTheToken() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger("io.postern");
        Level before = root.getLevel();
        root.setLevel(Level.TRACE);
        lines.start();
        root.addAppender(lines);
        StringBuilder texts = new StringBuilder();
        FetchedToken token;
        try {
            token = fetch(secret());
            texts.append(token)
                    .append(need(secret()))
                    .append(source())
                    .append(spec())
                    .append(CredentialKinds.config(spec()));
            for (SecretBundle wrong : wrongSecrets()) {
                source().fetch(need(wrong)).onErrorComplete().block(Duration.ofSeconds(30));
            }
        } finally {
            root.detachAppender(lines);
            root.setLevel(before);
        }
        lines.list.forEach(line -> texts.append(line.getFormattedMessage()).append(line.getKeyValuePairs()));
        assertThat(texts.toString()).doesNotContain(token.value().reveal());
        secrets(secret()).forEach(value -> assertThat(texts.toString()).doesNotContain(value));
        wrongSecrets()
                .forEach(wrong -> secrets(wrong)
                        .forEach(value -> assertThat(texts.toString()).doesNotContain(value)));
    }
}
