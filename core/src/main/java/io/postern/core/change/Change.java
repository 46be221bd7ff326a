package io.postern.core.change;

/**
 * One change of the configuration. A rule's change is written as the change of the resource it is attached to, and a
 * cascade as one change for every resource that went with it, so that each row alone says which plans are concerned.
 *
 * @param revision counted in the order in which the changes were committed
 * @param resourceId of the resource that was created, updated or deleted
 */
public record Change(long revision, String clientId, ResourceKind kind, String resourceId) {}
