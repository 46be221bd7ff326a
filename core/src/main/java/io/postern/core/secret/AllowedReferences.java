package io.postern.core.secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which paths in Vault a client may refer to: those that an operator's templates name, and none that is Postern's own or
 * Vault's. A template is a path in which {@code {clientId}} stands for the client's id; with {@code /*} at its end it
 * allows everything below.
 */
public final class AllowedReferences {

    private static final String CLIENT = "{clientId}";
    private static final String BELOW = "/*";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]+");

    /** Never a secret of somebody's: Vault's own administration, logins, and what hangs on our own token or identity. */
    private static final Set<String> OF_VAULT = Set.of("sys", "auth", "cubbyhole", "identity");

    private final List<String> templates;
    private final @Nullable OwnPlace own;
    private final String whenEmpty;

    private AllowedReferences(List<String> templates, @Nullable OwnPlace own, String whenEmpty) {
        this.templates = List.copyOf(templates);
        this.own = own;
        this.whenEmpty = whenEmpty;
    }

    /** Allows none, for that reason. */
    public static AllowedReferences none(String reason) {
        return new AllowedReferences(List.of(), null, reason);
    }

    /**
     * Allows what the templates allow.
     *
     * @param property names them in errors
     * @throws IllegalStateException where one can't be read; the message names the property and the template
     */
    public static AllowedReferences of(String property, List<String> templates, OwnPlace own) {
        for (String template : templates) {
            if (!isTemplate(template)) {
                throw new IllegalStateException(
                        property + ": " + template + " is not a path that may have {clientId} in it and /* at its end");
            }
        }
        return new AllowedReferences(templates, own, "references are switched off: " + property + " is empty");
    }

    /**
     * Where Postern keeps secrets itself.
     *
     * @param mount of the KV engine
     * @param prefixes below {@code mount/data}, {@code mount/metadata} and so on
     */
    public record OwnPlace(String mount, List<String> prefixes) {

        public OwnPlace {
            prefixes = List.copyOf(prefixes);
        }

        boolean holds(String path) {
            if (!path.startsWith(mount + "/")) {
                return false;
            }
            String inside = path.substring(mount.length() + 1);
            String behindPart = inside.substring(inside.indexOf('/') + 1);
            return prefixes.stream()
                    .anyMatch(prefix -> behindPart.equals(prefix) || behindPart.startsWith(prefix + "/"));
        }
    }

    private static boolean isTemplate(String template) {
        String path = template.endsWith(BELOW) ? template.substring(0, template.length() - BELOW.length()) : template;
        try {
            SecretRef.checkPath(path.replace(CLIENT, "id"));
            return !isOfVault(path);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Why the client may not refer to that path; empty: it may. Needs no {@link SecretRef#checkPath} before. */
    public Optional<String> refusal(String clientId, String path) {
        if (templates.isEmpty()) {
            return Optional.of(whenEmpty);
        }
        try {
            SecretRef.checkPath(path);
        } catch (IllegalArgumentException e) {
            return Optional.of("is not a path in Vault: letters, digits, hyphens, underscores, dots and slashes");
        }
        boolean allowed = ID.matcher(clientId).matches()
                && !isOfVault(path)
                && (own == null || !own.holds(path))
                && templates.stream().anyMatch(template -> matches(template.replace(CLIENT, clientId), path));
        return allowed ? Optional.empty() : Optional.of("is not a path that this client may refer to");
    }

    private static boolean isOfVault(String path) {
        int slash = path.indexOf('/');
        return OF_VAULT.contains(slash < 0 ? path : path.substring(0, slash));
    }

    private static boolean matches(String template, String path) {
        return template.endsWith(BELOW)
                ? path.startsWith(template.substring(0, template.length() - 1))
                : path.equals(template);
    }

    /** The templates: no secret. */
    @Override
    public String toString() {
        return "AllowedReferences" + new ArrayList<>(templates);
    }
}
