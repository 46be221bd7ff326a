package io.postern.testing;

/**
 * A role that a program logs in with.
 *
 * @param mount the path of the auth method
 */
public record TestAppRole(String mount, String name, String roleId, String secretId) {}
