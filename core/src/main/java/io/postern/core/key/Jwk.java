package io.postern.core.key;

import io.postern.core.field.InvalidFieldsException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Base64;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A private key as a JSON Web Key (RFC 7517; its members: RFC 7518, section 6, and RFC 8037, section 2). */
final class Jwk {

    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

    private final JsonNode members;

    private Jwk(JsonNode members) {
        this.members = members;
    }

    /** @throws InvalidFieldsException without a path, and never with a part of the text */
    static PrivateKey read(String text) {
        try {
            return new Jwk(JsonMapper.shared().readTree(text)).key();
        } catch (JacksonException notJson) {
            throw InvalidFieldsException.of("is no JSON Web Key");
        } catch (GeneralSecurityException | IllegalArgumentException notAKey) {
            throw InvalidFieldsException.of("is a JSON Web Key with unusable members");
        }
    }

    private PrivateKey key() throws GeneralSecurityException {
        return switch (text("kty")) {
            case "RSA" -> generate("RSA", rsa());
            case "EC" -> generate("EC", new ECPrivateKeySpec(number("d"), curve()));
            case "OKP" -> generate("EdDSA", new EdECPrivateKeySpec(new NamedParameterSpec(text("crv")), bytes("d")));
            default -> throw InvalidFieldsException.of("must have a kty of RSA, EC or OKP");
        };
    }

    private RSAPrivateCrtKeySpec rsa() {
        return new RSAPrivateCrtKeySpec(
                number("n"),
                number("e"),
                number("d"),
                number("p"),
                number("q"),
                number("dp"),
                number("dq"),
                number("qi"));
    }

    private ECParameterSpec curve() throws GeneralSecurityException {
        String name = CURVES.get(text("crv"));
        if (name == null) {
            throw InvalidFieldsException.of("must have a crv of P-256, P-384 or P-521");
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(name));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    private static PrivateKey generate(String algorithm, KeySpec spec) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
    }

    private String text(String name) {
        JsonNode member = members.path(name);
        if (!member.isString()) {
            throw InvalidFieldsException.of("must be a private JSON Web Key with " + name);
        }
        return member.stringValue();
    }

    private byte[] bytes(String name) {
        return Base64.getUrlDecoder().decode(text(name));
    }

    private BigInteger number(String name) {
        return new BigInteger(1, bytes(name));
    }
}
