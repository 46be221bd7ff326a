package io.postern.gateway.token;

import io.postern.core.credential.OAuth2Grant;
import io.postern.core.credential.OAuth2Spec;
import io.postern.core.secret.RotatedSecret;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What gateways keep of a credential whose tokens come of a refresh token.
 *
 * @param origin what the refresh token descends from: the one in the credential's secret, as a fingerprint, or a consent
 * @param claim who is using the refresh token just now, so that nobody else does; null: nobody
 * @param access the token that came with it, for the other gateways; null: none
 */
record RefreshRecord(
        SecretValue refreshToken,
        String origin,
        @Nullable String claim,
        @Nullable Access access) {

    static final String CONSENT = "consent";

    /** A token and when it was fetched and ends. */
    record Access(SecretValue token, Instant fetchedAt, Instant endsAt) {

        /** For how long it is good to take over: nothing, once the gateway that fetched it would itself renew it. */
        Duration left(Instant now) {
            Duration left = Duration.between(now, endsAt);
            return left.compareTo(Duration.between(fetchedAt, endsAt).dividedBy(2)) > 0 ? left : Duration.ZERO;
        }
    }

    /**
     * What holds now: what was written, if it descends from the credential's present secret; else the refresh token that this
     * secret has.
     *
     * @throws TokenFailure {@code CREDENTIAL} where there is no refresh token at all
     */
    static RefreshRecord of(RotatedSecret written, TokenNeed<OAuth2Spec> need) {
        boolean consent = need.spec().grant() == OAuth2Grant.AUTHORIZATION_CODE;
        String origin = consent ? CONSENT : origin(need);
        RefreshRecord known = read(written.values());
        if (known != null && known.origin.equals(origin)) {
            return known;
        }
        if (consent) {
            throw new TokenFailure(TokenFailure.Cause.CREDENTIAL, "nobody has consented yet");
        }
        return new RefreshRecord(need.secret().value("refreshToken"), origin, null, null);
    }

    /** A fingerprint of the refresh token that the secret has: another one, once written, counts more than what came of this. */
    private static String origin(TokenNeed<OAuth2Spec> need) {
        try {
            byte[] token = need.secret().value("refreshToken").reveal().getBytes(StandardCharsets.UTF_8);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(token));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static @Nullable RefreshRecord read(@Nullable SecretBundle values) {
        if (values == null || !values.has("refreshToken") || !values.has("origin")) {
            return null;
        }
        return new RefreshRecord(
                values.value("refreshToken"),
                values.value("origin").reveal(),
                values.has("claim") ? values.value("claim").reveal() : null,
                access(values));
    }

    private static @Nullable Access access(SecretBundle values) {
        if (!values.has("accessToken") || !values.has("fetchedAt") || !values.has("endsAt")) {
            return null;
        }
        try {
            return new Access(
                    values.value("accessToken"),
                    Instant.parse(values.value("fetchedAt").reveal()),
                    Instant.parse(values.value("endsAt").reveal()));
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    SecretBundle values() {
        Map<String, SecretValue> values = new HashMap<>();
        values.put("refreshToken", refreshToken);
        values.put("origin", SecretValue.of(origin));
        if (claim != null) {
            values.put("claim", SecretValue.of(claim));
        }
        if (access != null) {
            values.put("accessToken", access.token());
            values.put("fetchedAt", SecretValue.of(access.fetchedAt().toString()));
            values.put("endsAt", SecretValue.of(access.endsAt().toString()));
        }
        return SecretBundle.of(values);
    }

    RefreshRecord claimedBy(@Nullable String gateway) {
        return new RefreshRecord(refreshToken, origin, gateway, access);
    }

    /** After an answer: with its token, its refresh token if it has a new one, and no claim. */
    RefreshRecord after(OAuth2Answer answer, Instant asked) {
        return new RefreshRecord(
                answer.refreshToken() == null ? refreshToken : answer.refreshToken(),
                origin,
                null,
                new Access(
                        answer.token().value(), asked, asked.plus(answer.token().lifetime())));
    }
}
