package io.postern.core.ticket;

import java.util.Set;

/** What a gateway may be asked for with a ticket. Each purpose has keys of its own, so that no ticket serves another. */
public enum TicketPurpose {

    /** To call a target's test path with one credential. */
    TARGET_TEST("postern-target-test", "targettests"),

    /** To say whether a credential can be resolved. */
    CREDENTIAL_TEST("postern-credential-test", "credentialtests"),

    /** To say where a person consents to the use of a credential. */
    CONSENT_URL("postern-consent-url", "consenturls"),

    /** To exchange the authorization code that came of a consent. */
    CONSENT("postern-consent", "consents");

    private final String word;
    private final String endpoint;

    TicketPurpose(String word, String endpoint) {
        this.word = word;
        this.endpoint = endpoint;
    }

    /** The ticket's {@code typ}. */
    String word() {
        return word;
    }

    /** Which endpoint of a gateway's management port takes it. */
    public String endpoint() {
        return endpoint;
    }

    /** What a ticket for this must say, no more and no less. */
    Set<String> claims() {
        return switch (this) {
            case TARGET_TEST -> Set.of(Ticket.CLIENT, Ticket.TARGET, Ticket.CREDENTIAL);
            case CREDENTIAL_TEST -> Set.of(Ticket.CLIENT, Ticket.CREDENTIAL);
            case CONSENT_URL ->
                Set.of(Ticket.CLIENT, Ticket.CREDENTIAL, Ticket.STATE, Ticket.CHALLENGE, Ticket.REDIRECT_URI);
            case CONSENT -> Set.of(Ticket.CLIENT, Ticket.CREDENTIAL, Ticket.CODE, Ticket.VERIFIER, Ticket.REDIRECT_URI);
        };
    }
}
