package io.docuvault.mail;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
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

    private static final Set<String> SCHEMES = Set.of("http", "https");

    MailSettings {
        frontendUrl = address(frontendUrl.strip());
    }

    /** Without a slash at its end, since paths are appended to it. */
    private static String address(String value) {
        try {
            URI url = new URI(value);
            String path = url.getRawPath() == null ? "" : url.getRawPath();
            boolean plain = url.getScheme() != null
                    && SCHEMES.contains(url.getScheme())
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && path.matches("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?");
            if (plain) {
                return value.replaceAll("/$", "");
            }
        } catch (URISyntaxException _) {
            // refused below, like any other address that is none
        }
        throw new IllegalArgumentException(
                "FRONTEND_URL must be the address of the web pages, such as https://vault.example.org: http or https, a host, perhaps a path, nothing else");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "MailSettings[" + host + ":" + port + "]";
    }
}
