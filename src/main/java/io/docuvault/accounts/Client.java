package io.docuvault.accounts;

import io.docuvault.audit.AuditEvent.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/** Who is on the other end of a request, as far as it says. */
public record Client(String address, Fingerprint fingerprint) {

    private static final int GROUPS_OF_A_NETWORK = 4;

    public static Client of(HttpServletRequest request) {
        return new Client(request.getRemoteAddr(), Fingerprint.of(request));
    }

    public Origin origin() {
        return new Origin(address, fingerprint.device());
    }

    /** What one subscriber has: an IPv4 address, or an IPv6 network of 64 bits (Tomcat writes all eight groups). */
    String network() {
        List<String> groups = List.of(address.split(":"));
        return groups.size() <= GROUPS_OF_A_NETWORK
                ? address
                : String.join(":", groups.subList(0, GROUPS_OF_A_NETWORK));
    }
}
