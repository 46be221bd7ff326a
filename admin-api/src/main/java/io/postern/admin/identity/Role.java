package io.postern.admin.identity;

import java.util.Collection;
import java.util.Locale;

/** What a member may do in a client. A later role may also do what the earlier ones may. */
public enum Role {
    /** Reads everything but secrets, which nobody reads. */
    USER,
    /** Creates, changes and deletes what the client owns. */
    ADMIN,
    /** Deletes the client itself. */
    OWNER;

    /** The word in documents and in the member's row. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a member with these roles may do what this role stands for. */
    boolean isAmong(Collection<String> roles) {
        for (Role role : values()) {
            if (role.compareTo(this) >= 0 && roles.contains(role.word())) {
                return true;
            }
        }
        return false;
    }
}
