package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The request with which a token is fetched. {@code {{name}}} stands for a secret value in the values of the query, of
 * headers, of the form and in the texts of the JSON body; never in the host or path, so that no secret decides who is asked.
 *
 * @param method POST where it is left out; GET has no body
 * @param url http or https
 * @param headers at most 32; not those that frame the message
 * @param json the body, as {@code application/json} unless a header says otherwise; null: none
 * @param form the body, as {@code application/x-www-form-urlencoded}, in this order; null: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoginRequest(
        @Nullable String method,
        @Nullable SecretTemplate url,
        @Nullable Map<String, SecretTemplate> headers,
        @Nullable JsonTemplate json,
        @Nullable Map<String, SecretTemplate> form) {

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH");
    private static final int MOST_HEADERS = 32;
    private static final int MOST_FIELDS = 64;

    public LoginRequest {
        if (method == null) {
            method = "POST";
        }
        if (!METHODS.contains(method)) {
            throw InvalidFieldsException.of("must be GET, POST, PUT or PATCH", "method");
        }
        checkUrl(url);
        headers = ordered(headers, MOST_HEADERS, "headers");
        headers.keySet().forEach(name -> checkHeader(name));
        if (form != null) {
            form = ordered(form, MOST_FIELDS, "form");
        }
        if (json != null && form != null) {
            throw InvalidFieldsException.of("must not stand beside json: one request has one body", "form");
        }
        if (method.equals("GET") && (json != null || form != null)) {
            throw InvalidFieldsException.of("must not be GET where there is a body", "method");
        }
    }

    private static void checkUrl(@Nullable SecretTemplate url) {
        if (url == null) {
            throw InvalidFieldsException.of("is required", "url");
        }
        String[] parts = parts(url.text());
        if (parts[0].contains("{{")) {
            throw InvalidFieldsException.of("may have {{name}} in its query only", "url");
        }
        try {
            // With something harmless for each value, to see whether the rest is a URL.
            String query = parts[1].replaceAll("\\{\\{[^}]*}}", "x");
            HttpUrls.check(URI.create(query.isEmpty() ? parts[0] : parts[0] + "?" + query), "url");
        } catch (IllegalArgumentException e) {
            throw InvalidFieldsException.of("is not a URL", "url");
        }
    }

    private static void checkHeader(String name) {
        try {
            Place.HEADER.checkName(name, name);
        } catch (InvalidFieldsException e) {
            throw e.under("headers");
        }
    }

    private static Map<String, SecretTemplate> ordered(
            @Nullable Map<String, SecretTemplate> values, int most, String field) {
        if (values == null) {
            return Map.of();
        }
        if (values.size() > most) {
            throw InvalidFieldsException.of("has more than " + most + " entries", field);
        }
        values.forEach((name, value) -> {
            if (name.isEmpty() || value == null) {
                throw InvalidFieldsException.of("must be a text with a name", field, name);
            }
        });
        return Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** What stands before the query, and the query. */
    private static String[] parts(String url) {
        int query = url.indexOf('?');
        return query < 0 ? new String[] {url, ""} : new String[] {url.substring(0, query), url.substring(query + 1)};
    }

    @Override
    public String method() {
        return Objects.requireNonNull(method);
    }

    @Override
    public SecretTemplate url() {
        return Objects.requireNonNull(url);
    }

    @Override
    public Map<String, SecretTemplate> headers() {
        return Objects.requireNonNull(headers);
    }

    /** Who is asked, whatever the secret values are. */
    @JsonIgnore
    public URI address() {
        return URI.create(parts(url().text())[0]);
    }

    /** The URL with its values, percent-encoded: as secret as they are. */
    public URI url(SecretBundle secret) {
        String[] parts = parts(url().text());
        if (parts[1].isEmpty()) {
            return address();
        }
        String query = SecretTemplate.parse(parts[1])
                .fill(
                        secret,
                        value ->
                                URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"))
                .reveal();
        return URI.create(parts[0] + "?" + query);
    }

    /** The names that its templates use, without repetition. */
    @JsonIgnore
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(url().names());
        headers().values().forEach(value -> names.addAll(value.names()));
        if (json != null) {
            names.addAll(json.names());
        }
        if (form != null) {
            form.values().forEach(value -> names.addAll(value.names()));
        }
        return names;
    }
}
