package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.SettableClock;
import io.docuvault.shared.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

/** The mail about a sign-in from a device never used before. */
@AccountTest
class KnownDevicesTest {

    private static final String LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    private static final String UPDATED = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";
    private static final String PHONE =
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

    @Autowired
    Api api;

    @Autowired
    AccountRows rows;

    @Autowired
    SettableClock clock;

    @Autowired
    SessionSweep sweep;

    private String email;

    @BeforeEach
    void register() {
        email = UUID.randomUUID() + "@example.org";
        api.register(email);
    }

    @AfterEach
    void putClockBack() {
        clock.reset();
    }

    @Test
    void sendsNothingForTheVeryFirstSignIn() {
        assertThat(mailsAfter(login(LINUX, ""))).isZero();
    }

    @Test
    void tellsTheOwnerOnceAboutAnotherDevice() {
        login(LINUX, "");

        assertThat(mailsAfter(login(PHONE, ""))).isEqualTo(1);
        assertThat(mailsAfter(login(PHONE, ""))).isEqualTo(1);
        assertThat(rows.newestMail(user(login(LINUX, "")))).isEqualTo("new-sign-in Chrome, Android 127.0.0.1");
    }

    @Test
    void knowsABrowserByItsCookieWhateverElseHasChanged() {
        EntityExchangeResult<Map<String, Object>> first = login(LINUX, "");
        ResponseCookie cookie = deviceCookie(first);

        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.isSecure()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Strict");
        assertThat(cookie.getDomain()).isNull();
        assertThat(cookie.getMaxAge()).isEqualTo(Duration.ofDays(365));

        rows.change("update known_devices set network = 'elsewhere' where owner_id = :user", user(first));
        EntityExchangeResult<Map<String, Object>> again = login(PHONE, cookie.getValue());
        assertThat(mailsAfter(again)).isZero();
        assertThat(deviceCookie(again).getValue()).isEqualTo(cookie.getValue());
    }

    @Test
    void knowsTheSameSoftwareInTheSameNetworkWithoutACookie() {
        login(LINUX, "");

        assertThat(mailsAfter(login(UPDATED, ""))).isZero();
    }

    @Test
    void doesNotTakeTheSameSoftwareInAnotherNetworkForKnown() {
        UUID user = user(login(LINUX, ""));
        rows.change("update known_devices set network = 'elsewhere' where owner_id = :user", user);

        assertThat(mailsAfter(login(LINUX, ""))).isEqualTo(1);
    }

    @Test
    void doesNotKnowABrowserByTheCookieThatSomebodyElseGotInIt() {
        String othersCookie = deviceCookie(login(LINUX, "")).getValue();
        register();
        login(LINUX, "");

        EntityExchangeResult<Map<String, Object>> theirs = login(PHONE, othersCookie);

        assertThat(mailsAfter(theirs)).isEqualTo(1);
        assertThat(deviceCookie(theirs).getValue()).isNotEqualTo(othersCookie);
    }

    @Test
    void keepsOneRowForAScriptThatSignsInAgainAndAgain() {
        UUID user = user(login(LINUX, ""));
        for (int time = 0; time < 5; time++) {
            login(LINUX, "");
        }

        assertThat(rows.knownDevices(user)).isEqualTo(1);
    }

    @Test
    void forgetsADeviceAfterAYearButNeverTheLast() {
        UUID user = user(login(LINUX, ""));
        clock.advance(Duration.ofDays(1));
        login(PHONE, "");
        clock.advance(Duration.ofDays(366));

        Caller.system().run(sweep::run);

        assertThat(rows.knownDevices(user)).isEqualTo(1);
        assertThat(mailsAfter(login(PHONE, ""))).isEqualTo(1);
        assertThat(mailsAfter(login(LINUX, ""))).isEqualTo(2);
    }

    @Test
    void leavesNoCookieAtARefresh() {
        String token = Api.refreshToken(login(LINUX, ""));

        EntityExchangeResult<byte[]> refreshed = api.anonymous()
                .post()
                .uri("/api/auth/refresh")
                .header(HttpHeaders.USER_AGENT, LINUX)
                .cookie(Api.REFRESH_COOKIE, token)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult();

        assertThat(refreshed.getResponseCookies()).containsOnlyKeys(Api.REFRESH_COOKIE);
    }

    private int mailsAfter(EntityExchangeResult<Map<String, Object>> login) {
        return rows.mailsTo(user(login));
    }

    private static UUID user(EntityExchangeResult<Map<String, Object>> login) {
        Map<?, ?> user =
                (Map<?, ?>) Objects.requireNonNull(login.getResponseBody()).get("user");
        return UUID.fromString(String.valueOf(Objects.requireNonNull(user).get("id")));
    }

    private static ResponseCookie deviceCookie(EntityExchangeResult<?> answer) {
        return Objects.requireNonNull(answer.getResponseCookies().getFirst(DeviceCookie.NAME));
    }

    private EntityExchangeResult<Map<String, Object>> login(String userAgent, String deviceCookie) {
        return api.anonymous()
                .post()
                .uri("/api/auth/login")
                .headers(headers -> headers.set(HttpHeaders.USER_AGENT, userAgent))
                .cookie(DeviceCookie.NAME, deviceCookie)
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("email", email, "password", Api.PASSWORD))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(new ParameterizedTypeReference<Map<String, Object>>() {})
                .returnResult();
    }
}
