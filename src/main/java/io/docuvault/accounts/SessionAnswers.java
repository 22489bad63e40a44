package io.docuvault.accounts;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Puts what was issued into an answer: the access token in its body, the other tokens in cookies. */
@Component
class SessionAnswers {

    private final AccountSettings.Sessions settings;

    SessionAnswers(AccountSettings settings) {
        this.settings = settings.sessions();
    }

    ResponseEntity<SessionAnswer> of(HttpStatus status, Issued issued) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status)
                .header(HttpHeaders.SET_COOKIE, RefreshCookie.of(issued).toString());
        if (issued.deviceToken() != null) {
            answer.header(
                    HttpHeaders.SET_COOKIE,
                    DeviceCookie.of(issued.deviceToken()).toString());
        }
        return answer.body(
                new SessionAnswer(issued.accessToken(), settings.accessToken().toSeconds(), issued.account()));
    }
}
