package io.postern.gateway.limit;

/**
 * That a call may pass.
 *
 * @param limit how many may pass in any 60 seconds; 0: no limit
 * @param remaining how many more may pass right now; 0 where there is no limit
 */
public record Permit(int limit, int remaining) {

    static final Permit UNLIMITED = new Permit(0, 0);
}
