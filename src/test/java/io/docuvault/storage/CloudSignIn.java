package io.docuvault.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Somebody connects a drive: the ways of their browser between this server and the vendor, who says yes to everything. */
public final class CloudSignIn {

    private static final String CONNECTED = "/storage?connected=";

    private CloudSignIn() {}

    /**
     * Goes all the way.
     *
     * @param vendor {@code google} or {@code onedrive}
     * @param again a connection that is to be connected anew; null for a new one
     * @return the connection's id
     */
    public static String connect(String server, String accessToken, String vendor, @Nullable String again)
            throws IOException, InterruptedException {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            String start = server + "/api/cloud/" + vendor + "/start";
            HttpResponse<String> begun = browser.send(
                    HttpRequest.newBuilder(URI.create(again == null ? start : start + "?connectionId=" + again))
                            .header("Authorization", "Bearer " + accessToken)
                            .header("User-Agent", "docuvault-test/1.0")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
            String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow();
            String consent = location(
                    browser,
                    URI.create(
                            new JsonMapper().readTree(begun.body()).get("url").asString()),
                    null);
            String end = location(browser, URI.create(consent), cookie.substring(0, cookie.indexOf(';')));
            assertThat(end).startsWith(CONNECTED);
            return end.substring(CONNECTED.length());
        }
    }

    private static String location(HttpClient browser, URI uri, @Nullable String cookie)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        return browser.send(request.build(), BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }
}
