package io.docuvault.outgoing;

import java.net.InetAddress;
import java.util.List;

/** Guards as an operator would set them up. */
public final class Guards {

    private Guards() {}

    public static AddressGuard allowing(String... networks) {
        return new AddressGuard(new OutgoingSettings(List.of(networks)), InetAddress::getAllByName);
    }

    static AddressGuard withLookup(NameLookup lookup, String... networks) {
        return new AddressGuard(new OutgoingSettings(List.of(networks)), lookup);
    }
}
