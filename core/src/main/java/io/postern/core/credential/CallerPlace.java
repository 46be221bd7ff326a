package io.postern.core.credential;

/**
 * Where callers show a credential, beside the places that every caller may use. Nothing that stands there reaches a target.
 *
 * @param in header or query
 * @param name of the header, compared without regard to case, or of the parameter, compared to the letter
 */
public record CallerPlace(Place in, String name) {}
