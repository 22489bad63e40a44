package io.docuvault.outgoing;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a name: the system's resolver, but for tests. */
@FunctionalInterface
public interface NameLookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
}
