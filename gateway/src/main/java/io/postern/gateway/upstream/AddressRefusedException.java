package io.postern.gateway.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** That a host has an address which no connection may be made to. */
final class AddressRefusedException extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    AddressRefusedException(InetAddress address, int port, String reason) {
        super("the address " + address.getHostAddress() + " port " + port + " " + reason);
    }
}
