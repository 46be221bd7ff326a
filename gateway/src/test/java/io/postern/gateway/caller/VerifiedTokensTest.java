package io.postern.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gateway.caller.VerificationKeys.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger checks = new AtomicInteger();
    private final VerifiedTokens tokens = new VerifiedTokens(10, Duration.ofMinutes(5), now::get);

    /** A set whose only key takes the one signature. */
    private VerificationKeys keys(byte[] good) {
        return new VerificationKeys(
                List.of(new VerificationKey("k", Set.of("ES256"), (algorithm, signingInput, signature) -> {
                    checks.incrementAndGet();
                    return java.util.Arrays.equals(signature, good);
                })));
    }

    private static JsonWebToken token(String signed, byte[] signature) {
        return new JsonWebToken("ES256", "k", java.util.Map.of(), signed, TestSigner.base64(signature));
    }

    @Test
    void checkWhenTokenWasGoodThenItsSignatureIsNotCheckedAgain() {
        VerificationKeys keys = keys(new byte[] {1});
        for (int i = 0; i < 5; i++) {
            assertThat(tokens.check(keys, token("h.c", new byte[] {1}))).isEqualTo(Verdict.SIGNED);
        }
        assertThat(checks).hasValue(1);
    }

    @Test
    void checkWhenAnyPartDiffersThenItIsAnotherToken() {
        VerificationKeys keys = keys(new byte[] {1});
        assertThat(tokens.check(keys, token("h.c", new byte[] {1}))).isEqualTo(Verdict.SIGNED);
        assertThat(tokens.check(keys, token("h.c", new byte[] {2}))).isEqualTo(Verdict.FORGED);
        tokens.check(keys, token("h.d", new byte[] {1}));
        assertThat(checks).hasValue(3);
    }

    @Test
    void checkWhenKeysWereReadAgainThenSignatureIsCheckedAgain() {
        assertThat(tokens.check(keys(new byte[] {1}), token("h.c", new byte[] {1})))
                .isEqualTo(Verdict.SIGNED);
        assertThat(tokens.check(keys(new byte[] {2}), token("h.c", new byte[] {1})))
                .isEqualTo(Verdict.FORGED);
        assertThat(tokens.check(new VerificationKeys(List.of()), token("h.c", new byte[] {1})))
                .isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void checkWhenTokenIsForgedThenNothingIsRemembered() {
        VerificationKeys keys = keys(new byte[] {1});
        for (byte i = 2; i < 100; i++) {
            tokens.check(keys, token("h.c", new byte[] {i}));
        }
        assertThat(tokens.size()).isZero();
    }

    @Test
    void checkWhenManyTokensAreGoodThenMemoryStaysBoundedAndIsFreed() {
        VerificationKeys keys = keys(new byte[] {1});
        for (int i = 0; i < 100; i++) {
            tokens.check(keys, token("h." + i, new byte[] {1}));
        }
        assertThat(tokens.size()).isLessThanOrEqualTo(10);
        now.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(tokens.size()).isZero();
    }
}
