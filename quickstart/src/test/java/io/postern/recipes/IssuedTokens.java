package io.postern.recipes;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The JWTs (RFC 7519) of one API: HS256, with {@code exp}, and good until then or until the API forgets them. */
final class IssuedTokens {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final byte[] secret = new byte[32];
    private final Duration lifetime;
    private final AtomicInteger issued = new AtomicInteger();
    private final Set<String> good = ConcurrentHashMap.newKeySet();

    IssuedTokens(Duration lifetime) {
        this.lifetime = lifetime;
        new SecureRandom().nextBytes(secret);
    }

    String issue() {
        String input = BASE64.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
                + "."
                + BASE64.encodeToString(("{\"jti\":\"" + issued.incrementAndGet() + "\",\"exp\":"
                                + Instant.now().plus(lifetime).getEpochSecond() + "}")
                        .getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            String token = input + "." + BASE64.encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
            good.add(token);
            return token;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether this value of {@code Authorization} shows a token that is still good. */
    boolean shown(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            return false;
        }
        String token = authorization.substring(7);
        if (!good.contains(token)) {
            return false;
        }
        byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return JsonMapper.shared().readTree(claims).required("exp").longValue()
                > Instant.now().getEpochSecond();
    }

    /** As if all of them had expired. */
    void forget() {
        good.clear();
    }

    int count() {
        return issued.get();
    }

    /** Every token that is still good, to be sought where none must be. */
    Set<String> all() {
        return Set.copyOf(good);
    }
}
