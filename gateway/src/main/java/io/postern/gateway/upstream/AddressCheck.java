package io.postern.gateway.upstream;

import java.net.InetAddress;
import java.util.Optional;

/** Says of one resolved address whether a connection may be made to it: the core's {@code AddressGuard}. */
@FunctionalInterface
public interface AddressCheck {

    /** Why not, as the rest of a sentence that begins with "the address"; empty where it may. */
    Optional<String> refusal(InetAddress address, int port);
}
