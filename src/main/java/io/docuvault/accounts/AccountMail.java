package io.docuvault.accounts;

import io.docuvault.mail.MailTemplate;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Map;

/** What a user is told by mail about their account. */
record AccountMail(String name, Map<String, String> values) implements MailTemplate {

    private static final DateTimeFormatterBuilder TIME = new DateTimeFormatterBuilder()
            .appendLocalized(FormatStyle.LONG, null)
            .appendPattern(", HH:mm zzz");

    /** Says what happened, from where, and when. */
    static AccountMail about(String name, Account user, Client client, Instant at) {
        return new AccountMail(
                name,
                Map.of(
                        "device", client.fingerprint().device(),
                        "address", Client.readable(client.address()),
                        "at", time(user, at)));
    }

    /** Says what an administrator did. */
    static AccountMail byAdministrator(String name, Account user, Instant at) {
        return new AccountMail(name, Map.of("at", time(user, at)));
    }

    static AccountMail passwordReset(String token) {
        return new AccountMail("password-reset", Map.of("token", token));
    }

    static AccountMail invitation(String token, Invitation invitation) {
        return new AccountMail(
                "invitation",
                Map.of(
                        "token",
                        token,
                        "until",
                        DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                                .withLocale(Locale.forLanguageTag(invitation.language()))
                                .withZone(ZoneOffset.UTC)
                                .format(invitation.expiresAt())));
    }

    /** A time as its reader has it on the wall. */
    static String time(Account user, Instant at) {
        return TIME.toFormatter(Locale.forLanguageTag(user.language()))
                .withZone(ZoneId.of(user.timeZone()))
                .format(at);
    }

    /** Without the token that one of them carries. */
    @Override
    public String toString() {
        return "AccountMail[" + name + "]";
    }
}
