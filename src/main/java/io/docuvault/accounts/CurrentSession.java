package io.docuvault.accounts;

import java.util.Objects;
import java.util.UUID;
import org.springframework.security.core.context.SecurityContextHolder;

/** The session that the request being answered belongs to. */
final class CurrentSession {

    private CurrentSession() {}

    static UUID id() {
        Object token = Objects.requireNonNull(SecurityContextHolder.getContext().getAuthentication())
                .getCredentials();
        return ((AccessToken) Objects.requireNonNull(token)).sessionId();
    }
}
