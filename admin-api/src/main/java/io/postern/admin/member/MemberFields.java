package io.postern.admin.member;

import io.postern.admin.http.Fields;
import io.postern.admin.identity.Role;
import io.postern.core.field.InvalidFieldsException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a caller may write of a member. */
final class MemberFields {

    static final Set<String> READ_ONLY_OF_POST =
            Set.of("pKey", "sKey", "clientId", "parentId", "memberCreatedAt", "memberUpdatedAt");
    static final Set<String> READ_ONLY_OF_PUT = Set.of(
            "pKey",
            "sKey",
            "clientId",
            "parentId",
            "memberCreatedAt",
            "memberUpdatedAt",
            "userId",
            "userName",
            "subject");

    private static final int LONGEST_SUBJECT = 255;

    private MemberFields() {}

    /** Who becomes a member: exactly one of the three names somebody. */
    enum Named {
        USER_ID("userId"),
        SUBJECT("subject"),
        USER_NAME("userName");

        private final String field;

        Named(String field) {
            this.field = field;
        }

        String field() {
            return field;
        }
    }

    /** A new member. */
    record New(Named by, String value, List<String> roles) {
        New {
            roles = List.copyOf(roles);
        }
    }

    /**
     * Reads a new member.
     *
     * @throws InvalidFieldsException with everything that is wrong
     */
    static New readNew(ObjectNode document) {
        Fields fields = Fields.of(document, READ_ONLY_OF_POST);
        Map<Named, String> named = new TreeMap<>();
        for (Named one : Named.values()) {
            String value = fields.optionalText(one.field());
            if (value != null) {
                named.put(one, value);
            }
        }
        if (named.containsKey(Named.USER_NAME)) {
            fields.name(Named.USER_NAME.field());
        }
        String subject = named.get(Named.SUBJECT);
        if (subject != null && (subject.isEmpty() || subject.length() > LONGEST_SUBJECT)) {
            fields.error("must have 1 to " + LONGEST_SUBJECT + " characters", Named.SUBJECT.field());
        }
        List<String> roles = Role.read(fields, "roles", Role.OWNER);
        boolean typed = true;
        for (Named one : Named.values()) {
            typed &= fields.valid(one.field());
        }
        if (typed && named.size() != 1) {
            List<Named> wrong = named.isEmpty() ? List.of(Named.values()) : List.copyOf(named.keySet());
            wrong.forEach(one -> fields.error("exactly one of userId, subject and userName is given", one.field()));
        }
        fields.finish();
        Map.Entry<Named, String> one = named.entrySet().iterator().next();
        return new New(one.getKey(), one.getValue(), roles);
    }

    /** The roles that a PUT leaves. */
    static List<String> readRoles(ObjectNode document) {
        Fields fields = Fields.of(document, READ_ONLY_OF_PUT);
        List<String> roles = Role.read(fields, "roles", Role.OWNER);
        fields.finish();
        return roles;
    }

    /** The document that reads as this row. */
    static ObjectNode writable(MemberRow row) {
        ObjectNode document = JsonMapper.shared().createObjectNode();
        ArrayNode roles = document.putArray("roles");
        row.roles().forEach(roles::add);
        return document;
    }
}
