package io.docuvault.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Asks the Have I Been Pwned range API whether a password was in a breach, by the first five characters of its SHA-1
 * only. Fails open: where it cannot be asked, the bundled list has to do.
 */
@Component
class BreachCheck {

    private static final Logger log = LoggerFactory.getLogger(BreachCheck.class);
    private static final int PREFIX = 5;

    private final String url;
    private final RestClient client;

    @Autowired
    BreachCheck(AccountSettings settings) {
        this(settings.passwords());
    }

    BreachCheck(AccountSettings.Passwords passwords) {
        this.url = passwords.breachCheckUrl().strip();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .connectTimeout(passwords.breachCheckTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
        requests.setReadTimeout(passwords.breachCheckTimeout());
        this.client = RestClient.builder().requestFactory(requests).build();
    }

    boolean knows(String password) {
        if (url.isEmpty()) {
            return false;
        }
        String hash = sha1(password);
        try {
            String answer = client.get()
                    .uri(url + "/range/{prefix}", hash.substring(0, PREFIX))
                    // Answers of one size do not tell an onlooker which prefix was asked for.
                    .header("Add-Padding", "true")
                    .retrieve()
                    .body(String.class);
            return answer != null && answer.lines().anyMatch(line -> isHit(line, hash.substring(PREFIX)));
        } catch (RestClientException e) {
            log.warn(
                    "The breach check cannot be asked, so the password was checked against the bundled list only: {}",
                    e.getMessage());
            return false;
        }
    }

    /** A line is the rest of a hash and how often it was seen; padding has a count of zero. */
    private static boolean isHit(String line, String rest) {
        String[] parts = line.strip().split(":", 2);
        return parts.length == 2
                && parts[0].equalsIgnoreCase(rest)
                && !parts[1].strip().equals("0");
    }

    private static String sha1(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(password.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest).toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }
}
