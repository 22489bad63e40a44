package io.docuvault.outgoing;

import io.docuvault.shared.SettingException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** A list of networks, as {@code 10.0.0.0/8}; an address alone is a network of one. */
record Networks(List<Network> all) {

    /**
     * What is not the public internet: the IANA registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and
     * its updates), multicast, everything of IPv6 outside of 2000::/3, what carries an IPv4 address inside, and an
     * address that a cloud has put its own services behind although it looks public (168.63.129.16).
     */
    static final Networks SPECIAL = of(List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/3",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "2620:4f:8000::/48",
            "3fff::/20",
            "4000::/2",
            "8000::/1"));

    private record Network(InetAddress first, int length) {

        static Network of(String text) {
            int slash = text.indexOf('/');
            String literal = slash < 0 ? text : text.substring(0, slash);
            if (!literal.contains(":") && !AddressGuard.IPV4.matcher(literal).matches()) {
                throw notANetwork(text);
            }
            try {
                InetAddress first = InetAddress.ofLiteral(literal);
                int bits = first.getAddress().length * 8;
                int length = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
                if (length >= 0 && length <= bits) {
                    return new Network(first, length);
                }
            } catch (IllegalArgumentException _) {
                // Neither an address nor a number.
            }
            throw notANetwork(text);
        }

        private static SettingException notANetwork(String text) {
            return new SettingException(
                    "STORAGE_ALLOWED_NETWORKS has to be a list such as 192.168.1.0/24,nas.local and not: " + text);
        }

        boolean contains(byte[] address) {
            byte[] prefix = first.getAddress();
            if (address.length != prefix.length) {
                return false;
            }
            int whole = length / 8;
            int rest = length % 8;
            return Arrays.equals(address, 0, whole, prefix, 0, whole)
                    && (rest == 0 || (address[whole] & 0xff) >> (8 - rest) == (prefix[whole] & 0xff) >> (8 - rest));
        }
    }

    static Networks of(List<String> networks) {
        return new Networks(networks.stream().map(Network::of).toList());
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return all.stream().anyMatch(network -> network.contains(bytes));
    }
}
