package io.docuvault.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.docuvault.Api;
import io.docuvault.SettableClock;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;

@AccountTest
class TokenAttackTest {

    @Autowired
    Api api;

    @Autowired
    SigningKeys keys;

    @Autowired
    SettableClock clock;

    @Autowired
    AccountRows rows;

    private Api.Person anna;
    private JWTClaimsSet claims;

    @BeforeEach
    void signIn() throws ParseException {
        anna = api.newPerson();
        claims = SignedJWT.parse(anna.accessToken()).getJWTClaimsSet();
    }

    @AfterEach
    void putClockBack() {
        clock.reset();
    }

    @Test
    void issuesTokensThatSayWhoseTheyAreAndNoMore() throws ParseException {
        assertThat(SignedJWT.parse(anna.accessToken()).getHeader().toJSONObject())
                .containsOnlyKeys("alg", "kid", "typ")
                .containsEntry("alg", "ES256");
        assertThat(claims.getClaims()).containsOnlyKeys("iss", "aud", "sub", "jti", "sid", "fgp", "gen", "iat", "exp");
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void acceptsATokenSignedAgainWithOurKey() throws JOSEException {
        assertThat(status(signed(claims, keys.signing()))).isEqualTo(200);
    }

    @Test
    void refusesATokenWithoutSignature() {
        assertThat(status(new PlainJWT(claims).serialize())).isEqualTo(401);
        assertThat(status(anna.accessToken().substring(0, anna.accessToken().lastIndexOf('.') + 1)))
                .isEqualTo(401);
    }

    @Test
    void refusesASymmetricSignatureMadeWithThePublicKey() throws JOSEException {
        ECKey key = keys.signing();
        for (byte[] secret : new byte[][] {
            key.toPublicJWK().toJSONString().getBytes(UTF_8),
            key.toECPublicKey().getEncoded(),
        }) {
            assertThat(status(signed(
                            new JWSHeader.Builder(JWSAlgorithm.HS256)
                                    .keyID(key.getKeyID())
                                    .build(),
                            claims,
                            new MACSigner(secret))))
                    .isEqualTo(401);
        }
    }

    @Test
    void refusesAnotherKeyWhateverItIsCalledAndHoweverItIsOffered() throws JOSEException {
        ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID("foreign").generate();
        ECKey named =
                new ECKey.Builder(foreign).keyID(keys.signing().getKeyID()).build();

        assertThat(status(signed(claims, foreign))).isEqualTo(401);
        assertThat(status(signed(claims, named))).isEqualTo(401);
        assertThat(status(signed(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .keyID(named.getKeyID())
                                .jwk(foreign.toPublicJWK())
                                .build(),
                        claims,
                        new ECDSASigner(foreign))))
                .isEqualTo(401);
        assertThat(status(signed(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .keyID("foreign")
                                .jwkURL(URI.create(api.baseUrl() + "/jwks.json"))
                                .build(),
                        claims,
                        new ECDSASigner(foreign))))
                .isEqualTo(401);
    }

    @Test
    void refusesATokenThatNamesNoKey() throws JOSEException {
        assertThat(status(signed(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).build(), claims, new ECDSASigner(keys.signing()))))
                .isEqualTo(401);
    }

    @Test
    void refusesZeroAndDerSignatures() throws JOSEException, ParseException {
        String[] parts = anna.accessToken().split("\\.", 3);
        byte[] der = ECDSA.transcodeSignatureToDER(new Base64URL(parts[2]).decode());

        assertThat(status(parts[0] + "." + parts[1] + "." + Base64URL.encode(new byte[64])))
                .isEqualTo(401);
        assertThat(status(parts[0] + "." + parts[1] + "." + Base64URL.encode(der)))
                .isEqualTo(401);
    }

    @Test
    void refusesATokenWhoseContentWasChanged() {
        String[] parts = anna.accessToken().split("\\.", 3);
        String other = claims.toString()
                .replace(anna.id().toString(), api.newPerson().id().toString());

        assertThat(status(parts[0] + "." + Base64URL.encode(other) + "." + parts[2]))
                .isEqualTo(401);
    }

    @Test
    void refusesAnotherAudienceAndAnotherIssuer() throws JOSEException {
        assertThat(status(signed(
                        new JWTClaimsSet.Builder(claims)
                                .audience("somebody-else")
                                .build(),
                        keys.signing())))
                .isEqualTo(401);
        assertThat(status(signed(
                        new JWTClaimsSet.Builder(claims).issuer("somebody-else").build(), keys.signing())))
                .isEqualTo(401);
    }

    @Test
    void refusesATokenAfterFifteenMinutesAlthoughItWasVerifiedBefore() {
        assertThat(status(anna.accessToken())).isEqualTo(200);

        clock.advance(Duration.ofMinutes(15));

        assertThat(status(anna.accessToken())).isEqualTo(401);
    }

    @Test
    void refusesATokenThatSaysItIsOldAtItsFirstUse() throws JOSEException {
        Date past = Date.from(clock.instant().minusSeconds(2));

        assertThat(status(signed(
                        new JWTClaimsSet.Builder(claims).expirationTime(past).build(), keys.signing())))
                .isEqualTo(401);
    }

    @Test
    void refusesATokenInAnotherBrowserOrLanguage() {
        assertThat(status(anna.accessToken(), HttpHeaders.USER_AGENT, "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"))
                .isEqualTo(401);
        assertThat(status(anna.accessToken(), HttpHeaders.ACCEPT_LANGUAGE, "fr"))
                .isEqualTo(401);
        assertThat(status(anna.accessToken(), HttpHeaders.USER_AGENT, "docuvault-test/2.0"))
                .isEqualTo(200);
    }

    @Test
    void refusesARefreshTokenUsedAsAccessToken() {
        assertThat(status(anna.refreshToken())).isEqualTo(401);
    }

    @Test
    void refusesATokenOfAnotherUsersSession() throws JOSEException {
        Api.Person ben = api.newPerson();
        JWTClaimsSet mixed =
                new JWTClaimsSet.Builder(claims).subject(ben.id().toString()).build();

        assertThat(status(signed(mixed, keys.signing()))).isEqualTo(401);
    }

    @Test
    void refusesAllEarlierTokensOnceTheUsersValidAfterMoves() {
        assertThat(status(anna.accessToken())).isEqualTo(200);

        rows.change(
                "update users set valid_after = valid_after + interval '1 microsecond' where id = :user", anna.id());

        assertThat(status(anna.accessToken())).isEqualTo(401);
    }

    @Test
    void verifiesWithAKeyThatAnotherNodeHasMadeSince() throws JOSEException {
        ECKey next = new ECKeyGenerator(Curve.P_256).keyID(anna.id().toString()).generate();
        rows.insertKey(next);
        clock.advance(Duration.ofSeconds(6));

        assertThat(status(signed(claims, next))).isEqualTo(200);
        assertThat(status(anna.accessToken())).isEqualTo(200);
    }

    private static String signed(JWTClaimsSet claims, ECKey key) throws JOSEException {
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims, new ECDSASigner(key));
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private int status(String token) {
        return status(token, "X-Nothing", "special");
    }

    private int status(String token, String header, String value) {
        return api.anonymous()
                .get()
                .uri("/api/account")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                .headers(headers -> headers.set(header, value))
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }
}
