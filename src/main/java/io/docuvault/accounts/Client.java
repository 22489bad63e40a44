package io.docuvault.accounts;

import io.docuvault.audit.AuditEvent.Origin;
import jakarta.servlet.http.HttpServletRequest;

/** Who is on the other end of a request, as far as it says. */
record Client(String address, Fingerprint fingerprint) {

    static Client of(HttpServletRequest request) {
        return new Client(request.getRemoteAddr(), Fingerprint.of(request));
    }

    Origin origin() {
        return new Origin(address, fingerprint.device());
    }
}
