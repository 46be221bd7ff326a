package io.postern.admin.credential;

import io.postern.core.plan.CallerHash;
import io.r2dbc.postgresql.codec.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The hashes of what callers of one proxy credential may show, the newest first, as the row keeps them. */
final class CallerHashes {

    /** Rotating faster than graces end must not let the row grow. */
    private static final int MOST = 8;

    private static final JsonMapper JSON = JsonMapper.shared();

    private CallerHashes() {}

    static Json write(List<CallerHash> hashes) {
        return Json.of(JSON.writeValueAsString(hashes));
    }

    static List<CallerHash> read(Json column) {
        return JSON.readValue(column.asString(), new TypeReference<List<CallerHash>>() {});
    }

    /**
     * The hashes after a rotation: the new one, then what was valid until now for {@code graceSeconds} longer, then what is
     * still in the grace of an earlier rotation.
     */
    static List<CallerHash> rotate(
            List<CallerHash> before, @Nullable CallerHash newest, int graceSeconds, Instant now) {
        List<CallerHash> after = new ArrayList<>();
        if (newest == null) {
            return after;
        }
        after.add(newest);
        for (CallerHash hash : before) {
            boolean same = hash.keyId().equals(newest.keyId()) && hash.hash().equals(newest.hash());
            Instant until = hash.validUntil() == null ? now.plusSeconds(graceSeconds) : hash.validUntil();
            if (!same && until.isAfter(now) && after.size() < MOST) {
                after.add(new CallerHash(hash.keyId(), hash.hash(), until));
            }
        }
        return after;
    }
}
