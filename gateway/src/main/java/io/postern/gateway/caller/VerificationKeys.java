package io.postern.gateway.caller;

import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The keys that a signer publishes (RFC 7517, section 5), as far as they can check signatures. */
record VerificationKeys(List<VerificationKey> keys) {

    private static final int MAX_KEYS = 100;
    // A signature costs processor time, and anybody can send a token that names no key.
    private static final int MAX_TRIES = 8;
    private static final JsonMapper JSON = new JsonMapper();

    VerificationKeys {
        keys = List.copyOf(keys);
    }

    /** What was fetched is no set of keys. The message quotes nothing of it. */
    static final class NotAKeySetException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotAKeySetException(String message) {
            super(message);
        }
    }

    /**
     * Reads a set. Keys that are broken, of unknown types or for other uses are left out, as RFC 7517, section 5 advises.
     *
     * @throws NotAKeySetException where the document is none
     */
    static VerificationKeys parse(byte[] document) {
        JsonNode members;
        try {
            members =
                    JSON.readTree(new String(document, StandardCharsets.UTF_8)).path("keys");
        } catch (JacksonException e) {
            throw new NotAKeySetException("the document is not JSON");
        }
        if (!members.isArray()) {
            throw new NotAKeySetException("the document is no JWK Set (RFC 7517): it has no array \"keys\"");
        }
        if (members.size() > MAX_KEYS) {
            throw new NotAKeySetException("the JWK Set has more than " + MAX_KEYS + " keys");
        }
        List<VerificationKey> keys = new ArrayList<>();
        for (JsonNode member : members) {
            try {
                VerificationKey.of(JWK.parse(member.toString())).ifPresent(keys::add);
            } catch (ParseException | IllegalArgumentException leftOut) {
                // Another key may still be the right one.
            }
        }
        return new VerificationKeys(keys);
    }

    /** Whether one of these keys made the token's signature. */
    enum Verdict {
        SIGNED,
        /** A key with the token's id is here, and the signature is not its. */
        FORGED,
        /** There is no such key here; there may be one in a newer set. */
        UNKNOWN_KEY
    }

    /** A token that names no key is tried with the first eight keys that fit its algorithm. */
    Verdict check(JsonWebToken token) {
        int tries = 0;
        for (VerificationKey key : keys) {
            if (tries < MAX_TRIES && fits(key, token)) {
                if (key.verifies(token)) {
                    return Verdict.SIGNED;
                }
                tries++;
            }
        }
        return tries > 0 && token.keyId() != null ? Verdict.FORGED : Verdict.UNKNOWN_KEY;
    }

    private static boolean fits(VerificationKey key, JsonWebToken token) {
        @Nullable String wanted = token.keyId();
        return (wanted == null || wanted.equals(key.id())) && key.algorithms().contains(token.algorithm());
    }
}
