package io.postern.admin.user;

import io.postern.admin.http.Fields;
import io.postern.admin.http.ResourceFields;
import io.postern.admin.identity.Identity;
import io.postern.admin.identity.Users;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a caller may say of a new user token. */
record UserTokenFields(String name, @Nullable Instant expiresAt) {

    static final Set<String> READ_ONLY = readOnly();

    private static Set<String> readOnly() {
        Set<String> names = new HashSet<>(ResourceFields.readOnly("userToken"));
        names.addAll(List.of("userTokenPrefix", "userTokenLastUsedAt"));
        return Set.copyOf(names);
    }

    /**
     * Reads a document. A token that ends by itself makes none that outlives it: whoever found it would keep what it opens.
     *
     * @throws io.postern.core.field.InvalidFieldsException with everything that is wrong
     */
    static UserTokenFields read(ObjectNode document, Identity.User user, Instant now) {
        Fields fields = Fields.of(document, READ_ONLY);
        String name = fields.name("userTokenName");
        // Whoever starts the admin API with another bootstrap token revokes those of this name.
        if (name.equals(Users.BOOTSTRAP_TOKEN) && user.id().equals(Users.BOOTSTRAP_USER)) {
            fields.error("is the name of the token from the settings", "userTokenName");
        }
        Instant expiresAt = fields.time("userTokenExpiresAt");
        Instant latest = user.tokenEnds();
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            fields.error("must be later than now", "userTokenExpiresAt");
        } else if (expiresAt != null && latest != null && expiresAt.isAfter(latest)) {
            fields.error("must not be later than the end of the token that asks for it", "userTokenExpiresAt");
        }
        fields.finish();
        return new UserTokenFields(name, expiresAt == null ? latest : expiresAt);
    }
}
