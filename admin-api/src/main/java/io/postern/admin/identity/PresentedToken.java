package io.postern.admin.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** What a request shows, and later whose it turned out to be. */
final class PresentedToken extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final String text;
    private final boolean inKeyHeader;
    private final transient @Nullable Identity identity;

    private PresentedToken(String text, boolean inKeyHeader, @Nullable Identity identity) {
        super(List.of());
        this.text = text;
        this.inKeyHeader = inKeyHeader;
        this.identity = identity;
        super.setAuthenticated(identity != null);
    }

    static PresentedToken inAuthorization(String text) {
        return new PresentedToken(text, false, null);
    }

    static PresentedToken inKeyHeader(String text) {
        return new PresentedToken(text, true, null);
    }

    static PresentedToken of(Identity identity) {
        return new PresentedToken("", false, identity);
    }

    /** Whether it came in {@code X-API-Key}, where nothing but API keys may stand. */
    boolean isInKeyHeader() {
        return inKeyHeader;
    }

    /** Null before it was checked. */
    @Nullable Identity identity() {
        return identity;
    }

    @Override
    public String getCredentials() {
        return text;
    }

    @Override
    public String getPrincipal() {
        return identity == null ? "unknown" : identity.id();
    }

    @Override
    public String toString() {
        return "PresentedToken[" + getPrincipal() + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
