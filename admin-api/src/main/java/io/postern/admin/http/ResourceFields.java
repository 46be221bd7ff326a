package io.postern.admin.http;

import io.postern.core.field.InvalidFieldsException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the fields of all resources have in common. */
public final class ResourceFields {

    private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private ResourceFields() {}

    /** The fields that every record answers and that mean nothing in a request: a record may be sent back as it came. */
    public static Set<String> readOnly(String resource) {
        // A client's own id is clientId, and so twice in the list.
        return Set.copyOf(List.of(
                "pKey",
                "sKey",
                "clientId",
                "userId",
                "parentId",
                resource + "Id",
                resource + "CreatedAt",
                resource + "UpdatedAt"));
    }

    /** A required region. */
    public static String region(Fields fields, String field) {
        String region = fields.text(field);
        if (!region.isEmpty() && !REGION.matcher(region).matches()) {
            fields.error("must be 1 to 63 lower-case letters, digits and hyphens", field);
        }
        return region;
    }

    /**
     * Checks a field that is set once.
     *
     * @throws InvalidFieldsException where a PUT would change it
     */
    public static void unchanged(String before, String after, String field) {
        if (!before.equals(after)) {
            throw InvalidFieldsException.of("can't be changed after creation", field);
        }
    }
}
