package io.postern.core.ticket;

import io.postern.core.hash.CallerHasher;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The admin API's word that a gateway may do one thing, once and soon. On the wire it is a compact JWS with HMAC-SHA-256
 * (RFC 7515, RFC 7518 section 3.2), whose key both sides derive from a caller-hash key and the purpose: the newest key
 * signs and every key verifies, so that tickets go on while a key is being changed.
 *
 * @param claims which resources it is about: exactly the ones that the purpose names
 * @param ticketId different in every ticket, so that a gateway can refuse one that it has seen
 * @param expiresAt whole seconds count
 */
public record Ticket(TicketPurpose purpose, Map<String, String> claims, String ticketId, Instant expiresAt) {

    public static final String CLIENT = "clientId";
    public static final String TARGET = "targetId";
    public static final String CREDENTIAL = "credentialId";
    public static final String STATE = "state";
    public static final String CHALLENGE = "challenge";
    public static final String CODE = "code";
    public static final String VERIFIER = "verifier";
    public static final String REDIRECT_URI = "redirectUri";

    private static final int LONGEST = 16_384;
    private static final JsonMapper JSON = JsonMapper.shared();

    public Ticket {
        claims = Map.copyOf(claims);
        if (!claims.keySet().equals(purpose.claims())) {
            throw new IllegalArgumentException("a ticket for " + purpose + " says " + purpose.claims());
        }
    }

    /** One of the claims that the purpose names. */
    public String claim(String name) {
        String value = claims.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a ticket for " + purpose + " does not say " + name);
        }
        return value;
    }

    /** The signed ticket. */
    public String issue(CallerHasher hasher) {
        ObjectNode payload = JSON.createObjectNode();
        new TreeMap<>(claims).forEach(payload::put);
        payload.put("jti", ticketId).put("exp", expiresAt.getEpochSecond());
        String signed = header(purpose) + "." + encode(payload.toString());
        SecretKey newest = hasher.derivedKeys(purpose.word()).get(0);
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature(signed, newest));
    }

    /** The ticket; empty where it is for another purpose, not signed with one of our keys, no ticket, or expired. */
    public static Optional<Ticket> verify(TicketPurpose purpose, String text, CallerHasher hasher, Instant now) {
        String header = header(purpose);
        int end = text.lastIndexOf('.');
        if (text.length() > LONGEST || !text.startsWith(header + ".") || end < header.length() + 1) {
            return Optional.empty();
        }
        String signed = text.substring(0, end);
        try {
            byte[] shown = Base64.getUrlDecoder().decode(text.substring(end + 1));
            boolean ours = hasher.derivedKeys(purpose.word()).stream()
                    .anyMatch(key -> MessageDigest.isEqual(signature(signed, key), shown));
            if (!ours) {
                return Optional.empty();
            }
            JsonNode payload = JSON.readTree(Base64.getUrlDecoder().decode(signed.substring(header.length() + 1)));
            return read(purpose, payload).filter(ticket -> now.isBefore(ticket.expiresAt()));
        } catch (IllegalArgumentException | JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<Ticket> read(TicketPurpose purpose, JsonNode payload) {
        JsonNode id = payload.path("jti");
        JsonNode expiry = payload.path("exp");
        if (!id.isString() || !expiry.isIntegralNumber()) {
            return Optional.empty();
        }
        Map<String, String> claims = new HashMap<>();
        for (String name : purpose.claims()) {
            if (!payload.path(name).isString()) {
                return Optional.empty();
            }
            claims.put(name, payload.path(name).stringValue());
        }
        return Optional.of(new Ticket(purpose, claims, id.stringValue(), Instant.ofEpochSecond(expiry.longValue())));
    }

    private static byte[] signature(String signed, SecretKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String header(TicketPurpose purpose) {
        return encode("{\"alg\":\"HS256\",\"typ\":\"" + purpose.word() + "\"}");
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
