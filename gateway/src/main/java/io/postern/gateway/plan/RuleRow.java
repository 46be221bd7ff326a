package io.postern.gateway.plan;

/**
 * A rule's row.
 *
 * @param ownerId the target, credential or proxy that it is attached to; ids of different kinds never coincide
 * @param definition the rule's document, as JSON
 */
record RuleRow(String ruleId, String ownerId, String definition) {}
