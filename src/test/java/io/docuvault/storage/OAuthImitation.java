package io.docuvault.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Codes and tokens as an authorization server keeps them (RFC 6749, RFC 7636). */
public final class OAuthImitation {

    public static final String CLIENT_ID = "docuvault-test";
    public static final String CLIENT_SECRET = "a secret of the test";

    private record Code(String challenge, String redirect, String scope) {}

    private final Map<String, Code> codes = new HashMap<>();
    private final Set<String> accessTokens = new HashSet<>();
    private final Map<String, String> refreshTokens = new LinkedHashMap<>();
    private final boolean rotates;

    /**
     * An authorization server without anybody.
     *
     * @param rotates whether a refresh token is good for one time only
     */
    public OAuthImitation(boolean rotates) {
        this.rotates = rotates;
    }

    /** A user's consent; what the browser brings back. Null if the request is not in order. */
    public synchronized @Nullable String consent(Map<String, String> query, String scope) {
        if (!"code".equals(query.get("response_type"))
                || !CLIENT_ID.equals(query.get("client_id"))
                || !"S256".equals(query.get("code_challenge_method"))
                || query.getOrDefault("state", "").length() < 20) {
            return null;
        }
        String code = UUID.randomUUID().toString();
        codes.put(
                code,
                new Code(query.getOrDefault("code_challenge", ""), query.getOrDefault("redirect_uri", ""), scope));
        return query.get("redirect_uri") + "?code=" + code + "&state=" + query.get("state");
    }

    /** The token endpoint: what to answer, with {@code error} in it for a 400 (or 401). */
    public synchronized Map<String, Object> token(Map<String, String> form) {
        if (!CLIENT_ID.equals(form.get("client_id")) || !CLIENT_SECRET.equals(form.get("client_secret"))) {
            return Map.of("error", "invalid_client");
        }
        return switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" -> redeem(form);
            case "refresh_token" -> refresh(form.getOrDefault("refresh_token", ""));
            default -> Map.of("error", "unsupported_grant_type");
        };
    }

    private Map<String, Object> redeem(Map<String, String> form) {
        Code code = codes.remove(form.getOrDefault("code", ""));
        if (code == null
                || !code.redirect().equals(form.get("redirect_uri"))
                || !code.challenge().equals(challenge(form.getOrDefault("code_verifier", "")))) {
            return Map.of("error", "invalid_grant");
        }
        String refresh = UUID.randomUUID().toString();
        refreshTokens.put(refresh, code.scope());
        return granted(code.scope(), refresh);
    }

    private Map<String, Object> refresh(String token) {
        String scope = refreshTokens.get(token);
        if (scope == null) {
            return Map.of("error", "invalid_grant", "error_description", "Token has been expired or revoked.");
        }
        if (!rotates) {
            return granted(scope, null);
        }
        refreshTokens.remove(token);
        String next = UUID.randomUUID().toString();
        refreshTokens.put(next, scope);
        return granted(scope, next);
    }

    private Map<String, Object> granted(String scope, @Nullable String refresh) {
        String access = UUID.randomUUID().toString();
        accessTokens.add(access);
        Map<String, Object> answer = new HashMap<>(
                Map.of("access_token", access, "token_type", "Bearer", "expires_in", 3599, "scope", scope));
        if (refresh != null) {
            answer.put("refresh_token", refresh);
        }
        return answer;
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new access token, as if somebody had signed in. */
    public synchronized String signIn() {
        String access = UUID.randomUUID().toString();
        accessTokens.add(access);
        return access;
    }

    public synchronized boolean knows(@Nullable String authorization) {
        return authorization != null
                && authorization.startsWith("Bearer ")
                && accessTokens.contains(authorization.substring("Bearer ".length()));
    }

    /** Every access token has had its time. */
    public synchronized void expireAccessTokens() {
        accessTokens.clear();
    }

    /** The user has taken the consent back. */
    public synchronized void revoke() {
        accessTokens.clear();
        refreshTokens.clear();
    }

    public synchronized int consents() {
        return refreshTokens.size();
    }
}
