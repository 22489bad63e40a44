package io.docuvault.outgoing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.DnsResolver;
import org.springframework.stereotype.Component;

/**
 * The way from a name that a user has entered to the addresses that are connected to. A client that resolves by it, and
 * by nothing else, connects to addresses that were checked, whatever the name says a moment later.
 *
 * <p>All addresses of a name have to be public; the operator may allow networks and names besides. The answer is the same
 * for all that is forbidden, and is given before anything is connected to: it tells nothing about what is there.
 */
@Component
public final class AddressGuard implements DnsResolver {

    static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    /** What ends like a number is taken for an IPv4 address by some resolver: 127.1, 2130706433, 0x7f.1, 017700000001. */
    private static final Pattern LIKE_A_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9a-fA-F]*)");

    private final NameLookup lookup;
    private final Networks allowed;
    private final Set<String> allowedNames = new HashSet<>();

    AddressGuard(OutgoingSettings settings, NameLookup lookup) {
        this.lookup = lookup;
        List<String> networks = new ArrayList<>();
        for (String entry : settings.allowedNetworks()) {
            String stripped = entry.strip();
            if (stripped.contains("/")
                    || stripped.contains(":")
                    || LIKE_A_NUMBER.matcher(stripped).matches()) {
                networks.add(stripped);
            } else if (!stripped.isEmpty()) {
                allowedNames.add(plain(stripped));
            }
        }
        this.allowed = Networks.of(networks);
    }

    /**
     * The addresses of a host, if all of them may be connected to.
     *
     * @throws ForbiddenAddressException if one may not
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        String name = plain(host);
        if (LIKE_A_NUMBER.matcher(name).matches() && !IPV4.matcher(name).matches()) {
            throw new ForbiddenAddressException();
        }
        InetAddress[] addresses = lookup.addresses(name);
        if (!allowedNames.contains(name)) {
            for (InetAddress address : addresses) {
                if (Networks.SPECIAL.contains(address) && !allowed.contains(address)) {
                    throw new ForbiddenAddressException();
                }
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** In small letters, without the brackets of an IPv6 address and without the dot that ends a full name. */
    private static String plain(String host) {
        String name = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name).toLowerCase(Locale.ROOT);
    }
}
