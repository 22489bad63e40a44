package io.docuvault.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.docuvault.shared.Ids;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.stereotype.Component;

/**
 * Issues and verifies access tokens: JWT, ES256 and our own keys only. Whether a valid one is still welcome (session
 * over, user disabled) is another question, which {@link SessionRepository} answers at each request.
 */
@Component
class AccessTokens {

    private static final String SESSION = "sid";
    private static final String FINGERPRINT = "fgp";
    private static final String GENERATION = "gen";
    /** What our own tokens carry, and nothing that asks to be understood besides. */
    private static final Set<String> HEADERS = Set.of("alg", "kid", "typ");
    /** Three parts without padding, the last of them the 64 bytes of an ES256 signature. */
    private static final Pattern COMPACT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]{86}");
    /** Another node, whose clock is ahead, may have issued the token just now. */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(30);

    private final SigningKeys keys;
    private final AccountSettings settings;
    private final Clock clock;
    private final NimbusJwtDecoder decoder;

    /** Verifying a signature costs more than most requests, so a token is verified once; keyed by its hash. */
    private final Cache<Sha256, AccessToken> verified;

    AccessTokens(SigningKeys keys, AccountSettings settings, Clock clock) {
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
        this.decoder = decoder();
        this.verified = Caffeine.newBuilder()
                .maximumSize(50_000)
                .expireAfterWrite(settings.sessions().accessToken())
                .build();
    }

    String issue(UUID user, UUID session, Instant validAfter, Fingerprint fingerprint) {
        Instant now = clock.instant();
        ECKey key = keys.signing();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(settings.issuer())
                .audience(settings.issuer())
                .subject(user.toString())
                .jwtID(Ids.next().toString())
                .claim(SESSION, session.toString())
                .claim(FINGERPRINT, fingerprint.claim())
                .claim(GENERATION, generation(validAfter))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(settings.sessions().accessToken())))
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("Our own key signs", e);
        }
        return token.serialize();
    }

    /** The token's content, if we signed it, it has not expired, and it was issued to this kind of client. */
    Optional<AccessToken> verify(String token, Fingerprint fingerprint) {
        Sha256 key = Sha256.of(token);
        AccessToken known = verified.getIfPresent(key);
        if (known == null) {
            known = decode(token).orElse(null);
            if (known == null) {
                return Optional.empty();
            }
            verified.put(key, known);
        }
        return Optional.of(known)
                .filter(valid -> clock.instant().isBefore(valid.expiresAt()))
                .filter(valid -> keys.accepts(valid.kid()))
                .filter(valid -> MessageDigest.isEqual(
                        valid.fingerprint().getBytes(UTF_8), fingerprint.claim().getBytes(UTF_8)));
    }

    Duration lifetime() {
        return settings.sessions().accessToken();
    }

    static long generation(Instant validAfter) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, validAfter);
    }

    private Optional<AccessToken> decode(String token) {
        try {
            return COMPACT.matcher(token).matches() ? content(decoder.decode(token)) : Optional.empty();
        } catch (JwtException _) {
            return Optional.empty();
        }
    }

    /** Empty for what our key signed but we never issue. */
    private Optional<AccessToken> content(Jwt jwt) {
        UUID id = id(jwt, JwtClaimNames.JTI);
        UUID user = id(jwt, JwtClaimNames.SUB);
        UUID session = id(jwt, SESSION);
        Instant issuedAt = jwt.getIssuedAt();
        Instant expiresAt = jwt.getExpiresAt();
        if (!HEADERS.containsAll(jwt.getHeaders().keySet())
                || !"JWT".equals(jwt.getHeaders().getOrDefault("typ", "JWT"))
                || id == null
                || user == null
                || session == null
                || expiresAt == null
                || issuedAt == null
                || issuedAt.isAfter(clock.instant().plus(CLOCKS_APART))
                || !(jwt.<Object>getClaim(FINGERPRINT) instanceof String fingerprint)
                || !(jwt.<Object>getClaim(GENERATION) instanceof Long generation)) {
            return Optional.empty();
        }
        return Optional.of(new AccessToken(
                String.valueOf(jwt.getHeaders().get("kid")), id, user, session, fingerprint, generation, expiresAt));
    }

    private static @Nullable UUID id(Jwt jwt, String claim) {
        try {
            return jwt.<Object>getClaim(claim) instanceof String text ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private NimbusJwtDecoder decoder() {
        NimbusJwtDecoder ours = NimbusJwtDecoder.withJwkSource((selector, _) ->
                        selector.select(keys.verifying(selector.getMatcher().getKeyIDs())))
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
        JwtTimestampValidator time = new JwtTimestampValidator(Duration.ZERO);
        time.setClock(clock);
        ours.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                time, new JwtIssuerValidator(settings.issuer()), new JwtAudienceValidator(settings.issuer())));
        return ours;
    }
}
