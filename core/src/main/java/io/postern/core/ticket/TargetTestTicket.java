package io.postern.core.ticket;

import io.postern.core.hash.CallerHasher;
import io.postern.core.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The admin API's word that a gateway may test one target with one credential, once and soon. On the wire it is a compact
 * JWS with HMAC-SHA-256 (RFC 7515, RFC 7518 section 3.2), whose key both sides derive from the newest caller-hash key:
 * while that key is being changed and only one side has it, no ticket verifies.
 *
 * @param ticketId different in every ticket, so that a gateway can refuse one that it has seen
 * @param expiresAt whole seconds count
 */
public record TargetTestTicket(
        String clientId, String targetId, String credentialId, String ticketId, Instant expiresAt) {

    // No credential has a control character in its secret, so the database never holds a hash of this text.
    private static final SecretValue PURPOSE = SecretValue.of("\u0000postern-target-test");

    private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"postern-target-test\"}");
    private static final int LONGEST = 2048;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** The signed ticket. */
    public String issue(CallerHasher hasher) {
        String claims = JSON.createObjectNode()
                .put("clientId", clientId)
                .put("targetId", targetId)
                .put("credentialId", credentialId)
                .put("jti", ticketId)
                .put("exp", expiresAt.getEpochSecond())
                .toString();
        String signed = HEADER + "." + encode(claims);
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature(signed, hasher));
    }

    /** What the ticket says; empty where it is not signed with our key, is no ticket, or has expired. */
    public static Optional<TargetTestTicket> verify(String text, CallerHasher hasher, Instant now) {
        int end = text.lastIndexOf('.');
        if (text.length() > LONGEST || end < 0 || !text.startsWith(HEADER + ".") || end < HEADER.length() + 1) {
            return Optional.empty();
        }
        String signed = text.substring(0, end);
        try {
            byte[] shown = Base64.getUrlDecoder().decode(text.substring(end + 1));
            if (!MessageDigest.isEqual(signature(signed, hasher), shown)) {
                return Optional.empty();
            }
            JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(signed.substring(HEADER.length() + 1)));
            return read(claims).filter(ticket -> now.isBefore(ticket.expiresAt()));
        } catch (IllegalArgumentException | JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<TargetTestTicket> read(JsonNode claims) {
        String client = text(claims, "clientId");
        String target = text(claims, "targetId");
        String credential = text(claims, "credentialId");
        String id = text(claims, "jti");
        JsonNode expiry = claims.get("exp");
        if (client == null || target == null || credential == null || id == null) {
            return Optional.empty();
        }
        if (expiry == null || !expiry.isIntegralNumber()) {
            return Optional.empty();
        }
        return Optional.of(
                new TargetTestTicket(client, target, credential, id, Instant.ofEpochSecond(expiry.longValue())));
    }

    private static @Nullable String text(JsonNode claims, String name) {
        JsonNode value = claims.get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    private static byte[] signature(String signed, CallerHasher hasher) {
        byte[] key = Base64.getDecoder().decode(hasher.hash(PURPOSE).hash());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
