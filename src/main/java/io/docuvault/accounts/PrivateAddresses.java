package io.docuvault.accounts;

import java.net.InetAddress;

/** Addresses of one's own house: loopback, link-local, RFC 1918, RFC 4193. */
final class PrivateAddresses {

    private PrivateAddresses() {}

    static boolean contain(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            return parsed.isLoopbackAddress()
                    || parsed.isLinkLocalAddress()
                    || parsed.isSiteLocalAddress()
                    || isUniqueLocal(parsed.getAddress());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** fc00::/7, which the JDK does not know. */
    private static boolean isUniqueLocal(byte[] address) {
        return address.length == 16 && (address[0] & 0xFE) == 0xFC;
    }
}
