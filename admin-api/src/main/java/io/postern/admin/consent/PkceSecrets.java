package io.postern.admin.consent;

import io.postern.core.hash.CallerHasher;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.springframework.stereotype.Component;

/**
 * The secrets of a consent (RFC 6749, section 10.12; RFC 7636). The state is random and kept nowhere but in the browser; the
 * PKCE verifier is made of it with a key of this installation, so that neither a look into the database nor into the
 * browser gives it away.
 */
@Component
class PkceSecrets {

    private static final String PURPOSE = "postern-consent-verifier";

    private final CallerHasher hasher;
    private final SecureRandom random = new SecureRandom();

    PkceSecrets(CallerHasher hasher) {
        this.hasher = hasher;
    }

    /** 256 random bits. */
    String newState() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return encode(bytes);
    }

    /** What of a state may be stored. */
    byte[] hash(String state) {
        return sha256(state);
    }

    /** The challenge of a new consent (S256). */
    String challenge(String state) {
        return challengeOf(verifier(state, hasher.derivedKeys(PURPOSE).get(0)));
    }

    /** The verifier that belongs to the challenge; empty where no key of this installation makes one. */
    Optional<String> verifier(String state, String challenge) {
        return hasher.derivedKeys(PURPOSE).stream()
                .map(key -> verifier(state, key))
                .filter(verifier -> challengeOf(verifier).equals(challenge))
                .findFirst();
    }

    private static String challengeOf(String verifier) {
        return encode(sha256(verifier));
    }

    private static String verifier(String state, SecretKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return encode(mac.doFinal(state.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
