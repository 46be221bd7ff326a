package io.postern.core.rule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Whether a condition wants what it describes to be in the request, or not to be.
 *
 * <p>Some requests can be read in more than one way: a name that comes twice, a plus sign that may be a space, octets that
 * are no text. So each condition answers two questions: whether what it describes <em>may</em> be there (in some reading)
 * and whether it <em>must</em> be (in every reading). A rule takes the answer with which a doubt can't be used against it:
 *
 * <table>
 *   <caption>When a condition holds</caption>
 *   <tr><th></th><th>present</th><th>absent</th></tr>
 *   <tr><td>in a rule that denies</td><td>it may be there</td><td>it need not be there</td></tr>
 *   <tr><td>in a rule that allows</td><td>it must be there</td><td>it can't be there</td></tr>
 * </table>
 */
public enum Presence {
    PRESENT,
    ABSENT;

    /** The word in documents: {@code present} or {@code absent}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The presence of a word, older words included. */
    static Optional<Presence> ofWord(String word) {
        return switch (word) {
            case "present", "must_exist" -> Optional.of(PRESENT);
            case "absent", "must_not_exist" -> Optional.of(ABSENT);
            default -> Optional.empty();
        };
    }

    boolean holds(RuleEffect effect, BooleanSupplier may, BooleanSupplier must) {
        if (effect == RuleEffect.DENY) {
            return this == PRESENT ? may.getAsBoolean() : !must.getAsBoolean();
        }
        return this == PRESENT ? must.getAsBoolean() : !may.getAsBoolean();
    }
}
