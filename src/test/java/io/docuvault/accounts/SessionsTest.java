package io.docuvault.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.ResponseCookie;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** The list of one's own sign-ins, and ending one of them. */
@AccountTest
class SessionsTest {

    @Autowired
    Api api;

    @Autowired
    AccountRows rows;

    @Autowired
    SettableClock clock;

    @AfterEach
    void putClockBack() {
        clock.reset();
    }

    @Test
    void listsOnesOwnSignInsNewestFirst() {
        Api.Person first = api.newPerson();
        Api.Person second = api.signIn(first.email());
        api.newPerson();

        List<JsonNode> items = items(first);

        assertThat(items).hasSize(2);
        assertThat(items.getFirst().get("current").asBoolean()).isFalse();
        JsonNode own = items.getLast();
        assertThat(own.get("current").asBoolean()).isTrue();
        assertThat(own.get("device").asString()).isEqualTo("docuvault-test");
        assertThat(own.get("address").asString()).isEqualTo("127.0.0.1");
        assertThat(own.get("network").asString()).isEqualTo("same");
        assertThat(Instant.parse(own.get("expiresAt").asString()))
                .isEqualTo(Instant.parse(own.get("createdAt").asString()).plus(Duration.ofDays(30)));
        assertThat(items(second).getFirst().get("current").asBoolean()).isTrue();
    }

    @Test
    void tellsTheOwnNetworkFromTheHouseAndTheWorld() {
        Api.Person anna = api.newPerson();
        api.signIn(anna.email());
        api.signIn(anna.email());
        List<JsonNode> before = items(anna);
        move(before.get(1), "192.168.7.9", anna);
        move(before.get(0), "203.0.113.5", anna);

        assertThat(items(anna))
                .extracting(item -> item.get("network").asString())
                .containsExactly("other", "local", "same");
    }

    @Test
    void showsOnePageAfterAnother() {
        Api.Person anna = api.newPerson();
        api.signIn(anna.email());
        api.signIn(anna.email());

        JsonNode page = Api.json(anna.http().get().uri("/api/auth/sessions?limit=2"));
        JsonNode rest = Api.json(anna.http()
                .get()
                .uri("/api/auth/sessions?limit=2&after=" + page.get("next").asString()));

        assertThat(page.get("items")).hasSize(2);
        assertThat(rest.get("items")).hasSize(1);
        assertThat(rest.get("next").isNull()).isTrue();
        assertThat(rest.at("/items/0/current").asBoolean()).isTrue();
    }

    @Test
    void showsWhenASessionWasLastUsed() {
        Api.Person anna = api.newPerson();
        Api.Person phone = api.signIn(anna.email());
        clock.advance(Duration.ofMinutes(5));
        refresh(phone.refreshToken());

        JsonNode used = items(anna).getFirst();

        assertThat(Duration.between(
                        Instant.parse(used.get("createdAt").asString()),
                        Instant.parse(used.get("lastSeenAt").asString())))
                .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
    }

    @Test
    void leavesOutWhatHasEndedOrWasForgotten() {
        Api.Person anna = api.newPerson();
        api.signIn(anna.email());
        clock.advance(Duration.ofDays(30).plusSeconds(1));
        Api.Person today = api.signIn(anna.email());
        Api.Person gone = api.signIn(anna.email());
        status(gone.http().post().uri("/api/auth/logout"));

        assertThat(items(today)).hasSize(1);
    }

    @Test
    void endsAnotherSessionForBothItsTokensAtOnce() {
        Api.Person anna = api.newPerson();
        Api.Person phone = api.signIn(anna.email());
        String id = items(phone).getFirst().get("id").asString();

        EntityExchangeResult<byte[]> answer = delete(anna, id);

        assertThat(answer.getStatus().value()).isEqualTo(204);
        assertThat(answer.getResponseCookies()).isEmpty();
        assertThat(status(phone.http().get().uri("/api/account"))).isEqualTo(401);
        assertThat(refresh(phone.refreshToken())).isEqualTo(401);
        assertThat(status(anna.http().get().uri("/api/account"))).isEqualTo(200);
        assertThat(rows.audited(anna.id())).containsOnlyOnce("session_ended success");
        assertThat(delete(anna, id).getStatus().value()).isEqualTo(404);
    }

    @Test
    void takesTheCookieAwayFromWhoEndsTheOwnSession() {
        Api.Person anna = api.newPerson();

        EntityExchangeResult<byte[]> answer =
                delete(anna, items(anna).getFirst().get("id").asString());

        ResponseCookie removed =
                Objects.requireNonNull(answer.getResponseCookies().getFirst(Api.REFRESH_COOKIE));
        assertThat(removed.getMaxAge()).isEqualTo(Duration.ZERO);
        assertThat(status(anna.http().get().uri("/api/account"))).isEqualTo(401);
        assertThat(refresh(anna.refreshToken())).isEqualTo(401);
    }

    @Test
    void leavesSomebodyElsesSessionAlone() {
        Api.Person anna = api.newPerson();
        Api.Person ben = api.newPerson();

        assertThat(delete(ben, items(anna).getFirst().get("id").asString())
                        .getStatus()
                        .value())
                .isEqualTo(404);
        assertThat(delete(ben, UUID.randomUUID().toString()).getStatus().value())
                .isEqualTo(404);
        assertThat(status(anna.http().get().uri("/api/account"))).isEqualTo(200);
    }

    private void move(JsonNode session, String address, Api.Person owner) {
        rows.change(
                "update sessions set address = '%s' where owner_id = :user and id = '%s'"
                        .formatted(address, session.get("id").asString()),
                owner.id());
    }

    private int refresh(String token) {
        return status(api.anonymous().post().uri("/api/auth/refresh").cookie(Api.REFRESH_COOKIE, token));
    }

    private static List<JsonNode> items(Api.Person person) {
        return Api.json(person.http().get().uri("/api/auth/sessions"))
                .get("items")
                .valueStream()
                .toList();
    }

    private static EntityExchangeResult<byte[]> delete(Api.Person person, String session) {
        return person.http()
                .delete()
                .uri("/api/auth/sessions/" + session)
                .exchange()
                .expectBody()
                .returnResult();
    }

    private static int status(RestTestClient.RequestHeadersSpec<?> request) {
        return request.exchange().returnResult(Void.class).getStatus().value();
    }
}
