package io.postern.admin.identity;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** What a request carries in {@code Authorization}, and later the user that it turned out to be. */
final class PresentedToken extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final String text;

    private PresentedToken(String text, boolean authenticated) {
        super(List.of());
        this.text = text;
        super.setAuthenticated(authenticated);
    }

    static PresentedToken unchecked(String token) {
        return new PresentedToken(token, false);
    }

    static PresentedToken ofUser(String userId) {
        return new PresentedToken(userId, true);
    }

    @Override
    public String getCredentials() {
        return isAuthenticated() ? "" : text;
    }

    @Override
    public String getPrincipal() {
        return isAuthenticated() ? text : "unknown";
    }

    @Override
    public String toString() {
        return "PresentedToken[" + getPrincipal() + "]";
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
