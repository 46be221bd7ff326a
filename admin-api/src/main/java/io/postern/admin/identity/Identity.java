package io.postern.admin.identity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose request it is. */
public sealed interface Identity {

    /** What records and the audit name: the id of a user or of an API client. */
    String id();

    /**
     * A person, who has roles in the clients of which it is a member.
     *
     * @param tokenEnds when the user token that was shown ends; null where it does not, or where it was a JWT
     */
    record User(String id, @Nullable Instant tokenEnds) implements Identity {}

    /**
     * A program, which has roles in one client.
     *
     * @param roles {@code user} and {@code admin} at most
     */
    record ApiClient(String id, String clientId, List<String> roles) implements Identity {
        public ApiClient {
            roles = List.copyOf(roles);
        }
    }
}
