package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import io.docuvault.Api;
import io.docuvault.SettableClock;
import io.docuvault.shared.Caller;
import java.text.ParseException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;

@AccountTest
class SigningKeyRotationTest {

    @Autowired
    Api api;

    @Autowired
    SigningKeyRotation rotation;

    @Autowired
    SigningKeys keys;

    @Autowired
    SessionSweep sweep;

    @Autowired
    AccountRows rows;

    @Autowired
    SettableClock clock;

    /** The keys too: those of a time to come would not be rotated for long. */
    @AfterEach
    void putClockBack() {
        clock.reset();
        rotation.rotate(false);
        rows.run("update signing_keys set created_at = now() where created_at > now()");
        keys.lookAgain();
    }

    @Test
    void signsWithTheNewKeyAndGoesOnAcceptingTheOld() throws ParseException {
        Api.Person before = api.newPerson();

        Rotated rotated = rotation.rotate(false);
        Api.Person after = api.newPerson();

        assertThat(kid(after)).isEqualTo(rotated.kid()).isNotEqualTo(kid(before));
        assertThat(status(before)).isEqualTo(200);
        assertThat(status(after)).isEqualTo(200);
    }

    @Test
    void acceptsTheOldKeyLongerThanAnyTokenOfItLives() {
        Rotated rotated = rotation.rotate(false);

        assertThat(Duration.between(clock.instant(), rotated.formerUntil()))
                .isBetween(Duration.ofMinutes(19), Duration.ofMinutes(20));
    }

    @Test
    void refusesWhatARetiredKeySignsAndSweepsItAway() throws Exception {
        Api.Person anna = api.newPerson();
        ECKey former = keys.signing();
        rotation.rotate(false);
        clock.advance(Duration.ofMinutes(21));
        Api.Person now = api.signIn(anna.email());
        SignedJWT forged = new SignedJWT(
                SignedJWT.parse(anna.accessToken()).getHeader(),
                SignedJWT.parse(now.accessToken()).getJWTClaimsSet());
        forged.sign(new ECDSASigner(former));

        assertThat(status(forged.serialize())).isEqualTo(401);
        assertThat(status(now)).isEqualTo(200);
        assertThat(rows.signingKeys(former.getKeyID())).isEqualTo(1);
        Caller.system().run(sweep::run);
        assertThat(rows.signingKeys(former.getKeyID())).isZero();
    }

    @Test
    void refusesTokensOfTheFormerKeyAtOnceWhereItMayBeKnownToOthers() {
        Api.Person anna = api.newPerson();
        assertThat(status(anna)).isEqualTo(200);

        rotation.rotate(true);

        assertThat(status(anna)).isEqualTo(401);
        api.anonymous()
                .post()
                .uri("/api/auth/refresh")
                .cookie(Api.REFRESH_COOKIE, anna.refreshToken())
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void noticesWithinAMinuteThatAnotherNodeHasRotated() throws ParseException {
        Api.Person before = api.newPerson();
        String made = rows.rotateElsewhere(keys);
        assertThat(kid(api.newPerson())).isEqualTo(kid(before));

        clock.advance(Duration.ofMinutes(1));

        assertThat(kid(api.newPerson())).isEqualTo(made);
        assertThat(status(before)).isEqualTo(200);
    }

    @Test
    void rotatesByItselfAfterNinetyDaysAndNotBefore() {
        String first = rotation.rotate(false).kid();
        clock.advance(Duration.ofDays(89));
        Caller.system().run(rotation::run);
        assertThat(keys.signing().getKeyID()).isEqualTo(first);

        clock.advance(Duration.ofDays(1));
        Caller.system().run(rotation::run);

        assertThat(keys.signing().getKeyID()).isNotEqualTo(first);
        assertThat(rows.auditedOfNobody("signing_keys_rotated")).isPositive();
    }

    private static String kid(Api.Person person) throws ParseException {
        return SignedJWT.parse(person.accessToken()).getHeader().getKeyID();
    }

    private int status(Api.Person person) {
        return status(person.accessToken());
    }

    private int status(String accessToken) {
        return api.anonymous()
                .get()
                .uri("/api/account")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + accessToken)
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .value();
    }
}
