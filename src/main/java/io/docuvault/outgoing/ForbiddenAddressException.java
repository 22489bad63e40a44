package io.docuvault.outgoing;

import java.net.UnknownHostException;

/** An address that no user may have this server connect to. It says nothing of what is there. */
public final class ForbiddenAddressException extends UnknownHostException {

    ForbiddenAddressException() {
        super("This address is out of bounds");
    }
}
