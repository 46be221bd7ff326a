package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.postern.core.field.InvalidFieldsException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How requests are signed after RFC 9421.
 *
 * @param components what is signed, at most 64, in this order: {@code @method}, {@code @target-uri}, {@code @authority},
 *     {@code @scheme}, {@code @request-target}, {@code @path}, {@code @query}, {@code @query-param;name="…"}, and names of
 *     headers
 * @param keyId names the key to the target, in the parameter of that name; null: none
 * @param algorithm required
 * @param label of the signature in its headers; {@code sig1} where it is left out
 * @param expiresSeconds after which time the signature is not valid, 1 to 86,400; null: no parameter {@code expires}
 * @param nonce whether there is a parameter {@code nonce}
 * @param algorithmParameter whether there is a parameter {@code alg}
 * @param tag the parameter {@code tag}; null: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpMessageSignature(
        @Nullable List<String> components,
        @Nullable String keyId,
        @Nullable MessageSignatureAlgorithm algorithm,
        @Nullable String label,
        @Nullable Integer expiresSeconds,
        @Nullable Boolean nonce,
        @Nullable Boolean algorithmParameter,
        @Nullable String tag) {

    private static final Pattern LABEL = Pattern.compile("[a-z*][a-z0-9_.*-]{0,63}");

    public HttpMessageSignature {
        if (algorithm == null) {
            throw InvalidFieldsException.of("is required", "algorithm");
        }
        components = canonical(components);
        label = label == null ? "sig1" : label;
        if (!LABEL.matcher(label).matches()) {
            throw InvalidFieldsException.of("must be a key of a dictionary (RFC 8941, section 3.2)", "label");
        }
        if (expiresSeconds != null && (expiresSeconds < 1 || expiresSeconds > 86_400)) {
            throw InvalidFieldsException.of("must be from 1 to 86400", "expiresSeconds");
        }
        nonce = nonce != null && nonce;
        algorithmParameter = algorithmParameter != null && algorithmParameter;
        checkText(keyId, "keyId");
        checkText(tag, "tag");
    }

    private static List<String> canonical(@Nullable List<String> components) {
        if (components == null || components.isEmpty()) {
            throw InvalidFieldsException.of("needs at least one component", "components");
        }
        if (components.size() > 64) {
            throw InvalidFieldsException.of("has more than 64 components", "components");
        }
        List<String> canonical = new ArrayList<>();
        for (int i = 0; i < components.size(); i++) {
            canonical.add(SignatureComponent.parse(components.get(i), "components", Integer.toString(i))
                    .word());
        }
        if (new HashSet<>(canonical).size() < canonical.size()) {
            throw InvalidFieldsException.of("has a component twice", "components");
        }
        return List.copyOf(canonical);
    }

    private static void checkText(@Nullable String text, String field) {
        if (text != null
                && (text.isEmpty() || text.length() > 256 || text.chars().anyMatch(c -> c < 0x20 || c > 0x7E))) {
            throw InvalidFieldsException.of("must be 1 to 256 printable ASCII characters", field);
        }
    }

    @Override
    public List<String> components() {
        return Objects.requireNonNull(components);
    }

    @Override
    public MessageSignatureAlgorithm algorithm() {
        return Objects.requireNonNull(algorithm);
    }

    @Override
    public String label() {
        return Objects.requireNonNull(label);
    }

    @Override
    public Boolean nonce() {
        return Objects.requireNonNull(nonce);
    }

    @Override
    public Boolean algorithmParameter() {
        return Objects.requireNonNull(algorithmParameter);
    }
}
