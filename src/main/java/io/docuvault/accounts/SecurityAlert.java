package io.docuvault.accounts;

import io.docuvault.mail.MailTemplate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Tells a user that one of their sign-ins was ended because somebody may have copied it.
 *
 * @param at when, in UTC
 */
record SecurityAlert(String device, String address, String at) implements MailTemplate {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    static SecurityAlert tokenReused(Client client, Instant at) {
        return new SecurityAlert(client.fingerprint().device(), client.address(), TIME.format(at));
    }

    @Override
    public String name() {
        return "security-alert";
    }

    @Override
    public Map<String, String> values() {
        return Map.of("device", device, "address", address, "at", at);
    }
}
