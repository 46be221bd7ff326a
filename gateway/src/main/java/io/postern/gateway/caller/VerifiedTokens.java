package io.postern.gateway.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.gateway.caller.VerificationKeys.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

/**
 * Remembers which signatures were good: an application shows the same token for minutes, and checking a signature costs
 * many times what looking it up does.
 *
 * <p>Only that, and only for the very set of keys it was checked with, so that a key that leaves the set takes its tokens
 * along; whether a token has expired is looked at for each call anew. Bad signatures are not remembered: they would let
 * strangers fill the memory.
 */
final class VerifiedTokens {

    /** Equal for the same set object and the same text: the digest is of all three parts. */
    private record Key(VerificationKeys keys, ByteBuffer digest) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && isSame(keys, that.keys) && digest.equals(that.digest);
        }

        @Override
        public int hashCode() {
            return digest.hashCode();
        }

        // Two sets with equal keys are two sets: comparing them would cost more than it saves.
        @SuppressWarnings("ReferenceEquality")
        private static boolean isSame(VerificationKeys one, VerificationKeys other) {
            return one == other;
        }
    }

    private final Cache<Key, Boolean> signed;

    VerifiedTokens(int maxTokens, Duration ttl, Ticker ticker) {
        signed = Caffeine.newBuilder()
                .maximumSize(maxTokens)
                .expireAfterWrite(ttl)
                .ticker(ticker)
                // Here and now: to wake a thread costs more than what there is to tidy up.
                .executor(Runnable::run)
                .build();
    }

    /** As {@link VerificationKeys#check}. */
    Verdict check(VerificationKeys keys, JsonWebToken token) {
        Key key = new Key(keys, digest(token));
        if (signed.getIfPresent(key) != null) {
            return Verdict.SIGNED;
        }
        Verdict verdict = keys.check(token);
        if (verdict == Verdict.SIGNED) {
            signed.put(key, Boolean.TRUE);
        }
        return verdict;
    }

    long size() {
        signed.cleanUp();
        return signed.estimatedSize();
    }

    private static ByteBuffer digest(JsonWebToken token) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(token.signingInput());
            sha256.update((byte) '.');
            return ByteBuffer.wrap(sha256.digest(token.signature().getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
