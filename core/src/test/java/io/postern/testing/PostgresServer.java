package io.postern.testing;

/** A PostgreSQL server under the control of the tests; its superuser is {@link TestDatabase#OWNER}. */
interface PostgresServer {

    String host();

    /** The same before and after a stop. */
    int port();

    void start();

    /** Refuses connections from here on, and has closed the ones it had. The data stays. */
    void stop();

    /** Stops it for good and deletes the data. */
    void remove();
}
