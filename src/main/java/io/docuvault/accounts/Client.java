package io.docuvault.accounts;

import io.docuvault.audit.AuditEvent.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.apache.tomcat.util.net.IPv6Utils;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Who is on the other end of a request, as far as it says.
 *
 * @param deviceToken what an earlier login left in the browser for it to be known by
 */
public record Client(
        String address, Fingerprint fingerprint, @Nullable String deviceToken) {

    private static final int GROUPS_OF_A_NETWORK = 4;

    Client(String address, Fingerprint fingerprint) {
        this(address, fingerprint, null);
    }

    public static Client of(HttpServletRequest request) {
        return new Client(
                request.getRemoteAddr(),
                Fingerprint.of(request),
                DeviceCookie.in(request).orElse(null));
    }

    /** Where the request comes from that this thread answers; null for work that nobody waits for. */
    static @Nullable Origin ofThisRequest() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? of(request.getRequest()).origin()
                : null;
    }

    public Origin origin() {
        return new Origin(address, fingerprint.device());
    }

    String network() {
        return network(address);
    }

    /** What one subscriber has: an IPv4 address, or an IPv6 network of 64 bits (Tomcat writes all eight groups). */
    static String network(String address) {
        List<String> groups = List.of(address.split(":"));
        return groups.size() <= GROUPS_OF_A_NETWORK
                ? address
                : String.join(":", groups.subList(0, GROUPS_OF_A_NETWORK));
    }

    /** The same address as people write it: IPv6 in its short form (RFC 5952), {@code ::1} for one's own machine. */
    public static String readable(String address) {
        return IPv6Utils.canonize(address);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Client[" + address + ", " + fingerprint.device() + "]";
    }
}
