package io.docuvault.storage.googledrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.storage.CloudCalls;
import io.docuvault.storage.CloudCalls.Fault;
import io.docuvault.storage.CloudHttp;
import io.docuvault.storage.OAuthGrant;
import io.docuvault.storage.OAuthVendor;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;

/** Google's OAuth 2.0 for web server applications. */
@Component
class GoogleOAuth implements OAuthVendor {

    /** Only files that this application has made: the least that serves. */
    static final String SCOPE = "https://www.googleapis.com/auth/drive.file";

    private static final long SHORTEST_LIFE = 60;

    private final GoogleDriveSettings settings;
    private final CloudCalls calls;
    private final Clock clock;

    GoogleOAuth(GoogleDriveSettings settings, CloudHttp http, Clock clock) {
        this.settings = settings;
        this.calls = http.calls(null, GoogleOAuth::fault);
        this.clock = clock;
    }

    /** Offline and with consent, since Google gives a refresh token at no other time. */
    @Override
    public URI authorization(String state, String codeChallenge, URI redirect) {
        return UriComponentsBuilder.fromUri(settings.authorizationUrl())
                .queryParam("response_type", "code")
                .queryParam("client_id", "{client}")
                .queryParam("redirect_uri", "{redirect}")
                .queryParam("scope", "{scope}")
                .queryParam("state", "{state}")
                .queryParam("code_challenge", "{challenge}")
                .queryParam("code_challenge_method", "S256")
                .queryParam("access_type", "offline")
                .queryParam("prompt", "consent")
                .encode()
                .build(Objects.requireNonNull(settings.clientId()), redirect, SCOPE, state, codeChallenge);
    }

    @Override
    public OAuthGrant redeem(String code, String codeVerifier, URI redirect) throws IOException {
        JsonNode answer = ask(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "code_verifier",
                codeVerifier,
                "redirect_uri",
                redirect.toString()));
        // Consent can be given for less than was asked for.
        if (!Arrays.asList(answer.path("scope").asString("").split(" ")).contains(SCOPE)) {
            throw new StoreException(Kind.REFUSED, "Google Drive was connected without leave to keep files in it.");
        }
        return grant(answer, null);
    }

    @Override
    public OAuthGrant renew(OAuthGrant grant) throws IOException {
        return grant(ask(Map.of("grant_type", "refresh_token", "refresh_token", grant.renewal())), grant.renewal());
    }

    private JsonNode ask(Map<String, String> parameters) throws IOException {
        Map<String, String> all = new HashMap<>(parameters);
        all.put("client_id", Objects.requireNonNull(settings.clientId()));
        all.put("client_secret", Objects.requireNonNull(settings.clientSecret()));
        return calls.hurried()
                .call(
                        () -> ClassicRequestBuilder.post(settings.tokenUrl())
                                .setEntity(form(all))
                                .build(),
                        Set.of(200))
                .body();
    }

    private OAuthGrant grant(JsonNode answer, @Nullable String renewalBefore) throws StoreException {
        String token = answer.path("access_token").asString("");
        String renewal = answer.path("refresh_token").asString(renewalBefore == null ? "" : renewalBefore);
        if (token.isEmpty() || renewal.isEmpty()) {
            throw new StoreException(Kind.AWAY, "Google's answer about the sign-in is not complete.");
        }
        long seconds = Math.max(SHORTEST_LIFE, answer.path("expires_in").asLong(SHORTEST_LIFE));
        return new OAuthGrant(token, clock.instant().plusSeconds(seconds), renewal);
    }

    private static UrlEncodedFormEntity form(Map<String, String> parameters) {
        List<NameValuePair> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(new BasicNameValuePair(name, value)));
        return new UrlEncodedFormEntity(pairs, UTF_8);
    }

    /** RFC 6749, 5.2. Only {@code invalid_grant} says anything about the user's consent. */
    private static Fault fault(int status, JsonNode body) {
        return switch (body.path("error").asString("")) {
            case "invalid_grant" ->
                new Fault(Kind.REFUSED, "Google no longer accepts the sign-in. Connect it again.", false);
            case "invalid_client", "unauthorized_client" ->
                new Fault(Kind.AWAY, "Google does not accept how this server is registered with it.", false);
            default -> {
                Fault fault = CloudCalls.byStatus("Google", status);
                yield new Fault(Kind.AWAY, fault.sentence(), fault.passing());
            }
        };
    }
}
