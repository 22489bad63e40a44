package io.docuvault.storage.onedrive;

import com.microsoft.aad.msal4j.AuthorizationCodeParameters;
import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.MsalServiceException;
import com.microsoft.aad.msal4j.RefreshTokenParameters;
import io.docuvault.storage.CloudHttp;
import io.docuvault.storage.OAuthGrant;
import io.docuvault.storage.OAuthVendor;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Microsoft's identity platform, by its own library. Each call gets a library object of its own, so that the tokens of one
 * user are never in the same cache as another's; what is kept of it is the refresh token only.
 */
@Component
class OneDriveOAuth implements OAuthVendor {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long PATIENCE_SECONDS = 30;

    /** What says something about the user's consent, and not about the call. */
    private static final Set<String> CONSENT_GONE =
            Set.of("invalid_grant", "interaction_required", "consent_required", "login_required");

    private static final Set<String> NOT_REGISTERED = Set.of("invalid_client", "unauthorized_client");

    private final OneDriveSettings settings;
    private final MsalHttp http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    OneDriveOAuth(OneDriveSettings settings, CloudHttp http) {
        this.settings = settings;
        this.http = new MsalHttp(settings.loginUrl(), http);
    }

    /**
     * By ourselves: the library wants the answer as a form that Microsoft's page posts, and with that the browser would not
     * send the cookie that tells whose answer it is.
     */
    @Override
    public URI authorization(String state, String codeChallenge, URI redirect) {
        return UriComponentsBuilder.fromUriString(settings.loginUrl())
                .path("/{tenant}/oauth2/v2.0/authorize")
                .queryParam("response_type", "code")
                .queryParam("response_mode", "query")
                .queryParam("client_id", "{client}")
                .queryParam("redirect_uri", "{redirect}")
                .queryParam("scope", "{scope}")
                .queryParam("state", "{state}")
                .queryParam("code_challenge", "{challenge}")
                .queryParam("code_challenge_method", "S256")
                .queryParam("prompt", "select_account")
                .encode()
                .build(
                        settings.tenantId(),
                        Objects.requireNonNull(settings.clientId()),
                        redirect,
                        "openid profile offline_access " + String.join(" ", settings.scopes()),
                        state,
                        codeChallenge);
    }

    @Override
    public OAuthGrant redeem(String code, String codeVerifier, URI redirect) throws IOException {
        ConfidentialClientApplication application = application();
        IAuthenticationResult result =
                await(application.acquireToken(AuthorizationCodeParameters.builder(code, redirect)
                        .scopes(settings.scopes())
                        .codeVerifier(codeVerifier)
                        .build()));
        return grant(result, application, null);
    }

    @Override
    public OAuthGrant renew(OAuthGrant grant) throws IOException {
        ConfidentialClientApplication application = application();
        IAuthenticationResult result =
                await(application.acquireToken(RefreshTokenParameters.builder(settings.scopes(), grant.renewal())
                        .build()));
        return grant(result, application, grant.renewal());
    }

    private ConfidentialClientApplication application() {
        try {
            return ConfidentialClientApplication.builder(
                            Objects.requireNonNull(settings.clientId()),
                            ClientCredentialFactory.createFromSecret(Objects.requireNonNull(settings.clientSecret())))
                    .authority(http.authority(settings.tenantId()))
                    // It would ask Microsoft about hosts that it does not know.
                    .instanceDiscovery(false)
                    .httpClient(http)
                    .disableInternalRetries()
                    .executorService(threads)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("The address of Microsoft's sign-in is none", e);
        }
    }

    private static IAuthenticationResult await(CompletableFuture<IAuthenticationResult> answer) throws IOException {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw trouble(e.getCause());
        } catch (TimeoutException e) {
            throw new StoreException(Kind.AWAY, "Microsoft's sign-in does not answer.", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for Microsoft's sign-in");
        }
    }

    private static StoreException trouble(@Nullable Throwable cause) {
        String code = cause instanceof MsalServiceException e ? e.errorCode() : null;
        if (code != null && CONSENT_GONE.contains(code)) {
            return new StoreException(
                    Kind.REFUSED, "Microsoft no longer accepts the sign-in. Connect it again.", cause);
        }
        return code != null && NOT_REGISTERED.contains(code)
                ? new StoreException(
                        Kind.AWAY, "Microsoft does not accept how this server is registered with it.", cause)
                : new StoreException(Kind.AWAY, "Microsoft's sign-in does not work at the moment.", cause);
    }

    /** The library gives out the refresh token as a part of its cache only. */
    private static OAuthGrant grant(
            IAuthenticationResult result, ConfidentialClientApplication application, @Nullable String renewalBefore)
            throws StoreException {
        String renewal = renewalBefore;
        for (JsonNode token :
                JSON.readTree(application.tokenCache().serialize()).path("RefreshToken")) {
            renewal = token.path("secret").asString(renewal);
        }
        if (renewal == null || renewal.isEmpty()) {
            throw new StoreException(Kind.REFUSED, "OneDrive was connected without leave to come back to it.");
        }
        return new OAuthGrant(result.accessToken(), result.expiresOnDate().toInstant(), renewal);
    }
}
