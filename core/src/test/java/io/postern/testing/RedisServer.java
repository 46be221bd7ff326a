package io.postern.testing;

/** A Redis server under the control of a test, which keeps nothing on disk. */
interface RedisServer {

    String host();

    /** The same before and after a kill. */
    int port();

    void start();

    /** Ends it as {@code kill -9} does; what it held is gone. */
    void kill();

    /** It stays connected and answers nothing more. */
    void freeze();

    void thaw();

    void remove();
}
