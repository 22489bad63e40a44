package io.docuvault.accounts;

import io.docuvault.mail.MailTemplate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Tells a user that somebody has signed in from a device that they never used before.
 *
 * @param at when, in UTC
 */
record NewSignIn(String device, String address, String at) implements MailTemplate {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    static NewSignIn by(Client client, Instant at) {
        return new NewSignIn(client.fingerprint().device(), client.address(), TIME.format(at));
    }

    @Override
    public String name() {
        return "new-sign-in";
    }

    @Override
    public Map<String, String> values() {
        return Map.of("device", device, "address", address, "at", at);
    }
}
