package io.postern.bench;

/** What every forwarder here does: compares one key, takes it out, puts one secret in, and sends the request on. */
final class Forwarding {

    static final String KEY_HEADER = "x-api-key";
    static final String SECRET_HEADER = "authorization";

    private Forwarding() {}
}
