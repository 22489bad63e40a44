package io.docuvault.accounts;

import io.docuvault.shared.SignIn;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationManagerResolver;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Tells the security filters of the {@code web} module whose access token a request carries. The authentication's name
 * is the user's id, its credentials the {@link AccessToken}, its details the {@link SignIn}.
 */
@Component
class BearerAuthentication implements AuthenticationManagerResolver<HttpServletRequest> {

    private final AccessTokens tokens;
    private final Sessions sessions;

    BearerAuthentication(AccessTokens tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    @Override
    public AuthenticationManager resolve(HttpServletRequest request) {
        return bearer -> authenticate(((BearerTokenAuthenticationToken) bearer).getToken(), Fingerprint.of(request));
    }

    private Authentication authenticate(String bearer, Fingerprint fingerprint) {
        return tokens.verify(bearer, fingerprint)
                .flatMap(token -> sessions.role(token).map(role -> signedIn(token, role)))
                .orElseThrow(() -> new InvalidBearerTokenException("The access token is not, or no longer, valid"));
    }

    private static Authentication signedIn(AccessToken token, Role role) {
        UsernamePasswordAuthenticationToken authentication = UsernamePasswordAuthenticationToken.authenticated(
                token.userId().toString(), token, List.of(new SimpleGrantedAuthority("ROLE_" + role.name())));
        authentication.setDetails(new SignIn(token.sessionId(), token.expiresAt()));
        return authentication;
    }
}
