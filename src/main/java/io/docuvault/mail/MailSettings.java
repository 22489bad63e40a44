package io.docuvault.mail;

import io.docuvault.shared.SettingAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How mail leaves.
 *
 * @param host the SMTP server; without one, mails are written to the log
 * @param starttls refuses to go on with a server that does not encrypt; false only for one on the same machine
 * @param caFile certificates (PEM) that the server's must come from, instead of those that Java trusts
 * @param timeout for each step of the conversation
 * @param deadline for the whole conversation, of which a slow server may make very many steps
 * @param frontendUrl where the links in mails lead: never where some request's {@code Host} header says
 */
@ConfigurationProperties("docuvault.mail")
record MailSettings(
        @Nullable String host,
        @DefaultValue("587") int port,
        @Nullable String user,
        @Nullable String password,
        @DefaultValue("docuvault@localhost") String from,
        @DefaultValue("true") boolean starttls,
        @Nullable Path caFile,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("2m") Duration deadline,
        String frontendUrl) {

    MailSettings {
        frontendUrl = SettingAddress.of("FRONTEND_URL", frontendUrl);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "MailSettings[" + host + ":" + port + "]";
    }
}
