package io.postern.gateway.limit;

/**
 * What to do while those who count together can't be asked.
 *
 * @param gateways among how many a limit is divided then
 */
public record Away(WhenAway then, int gateways) {}
