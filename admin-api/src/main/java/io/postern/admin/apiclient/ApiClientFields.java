package io.postern.admin.apiclient;

import io.postern.admin.http.Fields;
import io.postern.admin.http.ResourceFields;
import io.postern.admin.http.Timestamps;
import io.postern.admin.identity.Role;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a caller may write of an API client, read and checked as a whole. */
record ApiClientFields(
        String name,
        List<String> roles,
        boolean active,
        @Nullable Instant expiresAt) {

    static final Set<String> READ_ONLY = readOnly();

    private static final int LONGEST_GRACE = 2_592_000;

    ApiClientFields {
        roles = List.copyOf(roles);
    }

    private static Set<String> readOnly() {
        Set<String> names = new HashSet<>(ResourceFields.readOnly("apiClient"));
        names.addAll(List.of("apiClientKeyPrefix", "apiClientLastUsedAt", "apiClientPreviousUsedAt"));
        return Set.copyOf(names);
    }

    /**
     * Reads a whole document. An end that is new must be later than now; one that was written before may have come.
     *
     * @param before the end that was written before; null where there is none
     * @throws io.postern.core.field.InvalidFieldsException with everything that is wrong
     */
    static ApiClientFields read(ObjectNode document, @Nullable Instant before, Instant now) {
        Fields fields = Fields.of(document, READ_ONLY);
        String name = fields.name("apiClientName");
        List<String> roles = Role.read(fields, "apiClientRoles", Role.ADMIN);
        boolean active = fields.flag("apiClientActive", true);
        Instant expiresAt = fields.time("apiClientExpiresAt");
        if (expiresAt != null && !expiresAt.equals(before) && !expiresAt.isAfter(now)) {
            fields.error("must be later than now", "apiClientExpiresAt");
        }
        fields.finish();
        return new ApiClientFields(name, roles, active, expiresAt);
    }

    /** For how many seconds after a rotation the pair before is good; 0 where nothing is said. */
    static int graceSeconds(ObjectNode document) {
        Fields fields = Fields.of(document, Set.of());
        Integer seconds = fields.integer("apiClientRotationGraceSeconds", 0, LONGEST_GRACE);
        fields.finish();
        return seconds == null ? 0 : seconds;
    }

    /** The document that reads as this row. */
    static ObjectNode writable(ApiClientRow row) {
        ObjectNode document = JsonMapper.shared()
                .createObjectNode()
                .put("apiClientName", row.apiClientName())
                .put("apiClientActive", row.apiClientActive());
        ArrayNode roles = document.putArray("apiClientRoles");
        row.apiClientRoles().forEach(roles::add);
        Instant expiresAt = row.apiClientExpiresAt();
        if (expiresAt != null) {
            document.put("apiClientExpiresAt", Timestamps.text(expiresAt));
        }
        return document;
    }

    ApiClientRow row(String apiClientId, String clientId, String keyPrefix, String userId, Instant now) {
        return new ApiClientRow(
                apiClientId, clientId, name, roles, keyPrefix, active, expiresAt, null, null, userId, now, now);
    }

    ApiClientRow changed(ApiClientRow before, Instant now) {
        return new ApiClientRow(
                before.apiClientId(),
                before.clientId(),
                name,
                roles,
                before.apiClientKeyPrefix(),
                active,
                expiresAt,
                before.apiClientLastUsedAt(),
                before.apiClientPreviousUsedAt(),
                before.userId(),
                before.createdAt(),
                now);
    }
}
