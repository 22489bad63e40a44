package io.docuvault.mail;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How mail leaves.
 *
 * @param host the SMTP server; without one, mails are written to the log
 * @param starttls refuses to go on with a server that does not encrypt; false only for one on the same machine
 * @param timeout for each step of the conversation
 */
@ConfigurationProperties("docuvault.mail")
record MailSettings(
        @Nullable String host,
        @DefaultValue("587") int port,
        @Nullable String user,
        @Nullable String password,
        @DefaultValue("docuvault@localhost") String from,
        @DefaultValue("true") boolean starttls,
        @DefaultValue("10s") Duration timeout) {

    /** Without the password. */
    @Override
    public String toString() {
        return "MailSettings[" + host + ":" + port + "]";
    }
}
