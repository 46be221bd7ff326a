package io.postern.gateway.record;

import io.postern.core.request.EndedBy;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusalCode.Party;
import io.postern.gateway.upstream.UpstreamResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a call ended: the two words under which it stands in metrics, spans and the request log. There are as many as there are
 * codes of refusals, and a few more; each is one object.
 */
public final class CallOutcome {

    /** All there can be; {@link #index} counts them. */
    static final List<CallOutcome> ALL;

    private static final Map<RefusalCode, CallOutcome> REFUSED = new EnumMap<>(RefusalCode.class);
    private static final CallOutcome[] ANSWERED = new CallOutcome[6];
    private static final CallOutcome CANCELLED;
    private static final CallOutcome TRUNCATED;
    private static final CallOutcome CUT_OFF;

    static {
        List<CallOutcome> all = new ArrayList<>();
        for (RefusalCode code : RefusalCode.values()) {
            REFUSED.put(code, add(all, by(code.party()), code.word()));
        }
        for (int hundred = 1; hundred < ANSWERED.length; hundred++) {
            ANSWERED[hundred] = add(all, EndedBy.ANSWERED, hundred + "xx");
        }
        CANCELLED = add(all, EndedBy.CALLER, "cancelled");
        TRUNCATED = add(all, EndedBy.UPSTREAM, "truncated");
        CUT_OFF = add(all, EndedBy.GATEWAY, "truncated");
        ALL = List.copyOf(all);
    }

    private final int index;
    private final EndedBy by;
    private final String word;

    private CallOutcome(int index, EndedBy by, String word) {
        this.index = index;
        this.by = by;
        this.word = word;
    }

    private static EndedBy by(Party party) {
        return switch (party) {
            case CALLER -> EndedBy.CALLER;
            case RULE -> EndedBy.RULE;
            case LIMIT -> EndedBy.LIMIT;
            case SECRET -> EndedBy.SECRET;
            case UPSTREAM -> EndedBy.UPSTREAM;
            case GATEWAY -> EndedBy.GATEWAY;
        };
    }

    private static CallOutcome add(List<CallOutcome> all, EndedBy by, String word) {
        CallOutcome outcome = new CallOutcome(all.size(), by, word);
        all.add(outcome);
        return outcome;
    }

    /** Of a call to which nothing more happens. */
    static CallOutcome of(CallRecord call) {
        Refusal refusal = call.refusal();
        if (refusal != null) {
            return Objects.requireNonNull(REFUSED.get(refusal.code()));
        }
        UpstreamResult result = call.result();
        if (call.isCutOff() && (result == null || !result.completed())) {
            return CUT_OFF;
        }
        if (result == null) {
            return CANCELLED;
        }
        return result.completed() ? ANSWERED[Math.max(1, Math.min(5, result.status() / 100))] : TRUNCATED;
    }

    int index() {
        return index;
    }

    public EndedBy by() {
        return by;
    }

    /** {@code 2xx}, a refusal's code, {@code cancelled} or {@code truncated}. */
    public String word() {
        return word;
    }

    /** Whether a part of an answer, or none at all, is what the caller has. */
    boolean broken() {
        return this == CANCELLED || this == TRUNCATED || this == CUT_OFF;
    }

    /** Whether everybody did what they should: the caller got an answer, and not one that says that its maker failed. */
    boolean fine() {
        return by == EndedBy.ANSWERED && this != ANSWERED[5];
    }
}
