package io.postern.admin.identity;

import io.postern.admin.http.Fields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a member may do in a client. A later role may also do what the earlier ones may. */
public enum Role {
    /** Reads everything but secrets, which nobody reads. */
    USER,
    /** Creates, changes and deletes what the client owns. */
    ADMIN,
    /** Says who may do what, people and programs, and deletes the client itself. */
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

    /**
     * Reads a required list of roles.
     *
     * @param highest those above it are none of the field's
     * @return the words, the highest first; empty where the field is not valid
     */
    public static List<String> read(Fields fields, String field, Role highest) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        List<String> texts = fields.texts(field);
        for (int i = 0; i < texts.size(); i++) {
            Role role = ofWord(texts.get(i), highest);
            if (role == null) {
                fields.error("must be one of " + words(highest), field, Integer.toString(i));
            } else {
                roles.add(role);
            }
        }
        return words(roles);
    }

    private static @Nullable Role ofWord(String word, Role highest) {
        for (Role role : values()) {
            if (role.compareTo(highest) <= 0 && role.word().equals(word)) {
                return role;
            }
        }
        return null;
    }

    private static String words(Role highest) {
        return String.join(", ", words(EnumSet.range(USER, highest)));
    }

    private static List<String> words(Set<Role> roles) {
        List<Role> sorted = new ArrayList<>(roles);
        sorted.sort(Comparator.reverseOrder());
        return sorted.stream().map(Role::word).toList();
    }
}
