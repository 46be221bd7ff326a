package io.postern.testing;

import java.net.URI;

/** One Vault, from wherever it came. */
interface VaultServer {

    URI address();

    String rootToken();

    /** In hexadecimal. */
    String unsealKey();

    /** Ends it as {@code kill -9} does; its storage stays. */
    void kill();

    /** Starts it again at the same address and on the same storage, and returns when it is unsealed and active. */
    void start();

    /** Ends it and deletes its storage. */
    void remove();
}
