package io.postern.core.rule;

import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form of a rule: reads every published shape, writes one. SEAM: to be implemented by the owner of this package. */
public final class RuleDocument {

    private RuleDocument() {}

    /**
     * Reads a rule's document.
     *
     * @throws io.postern.core.field.InvalidFieldsException with the paths of everything wrong
     */
    public static Rule parse(String ruleId, ObjectNode document) {
        return new Rule(ruleId, RuleEffect.DENY, 0, Set.of());
    }

    /** The canonical shape, without the id. */
    public static ObjectNode write(Rule rule) {
        return tools.jackson.databind.json.JsonMapper.shared().createObjectNode();
    }
}
