package io.docuvault.accounts;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What ties a token to the software it was issued to: the family of the browser, the operating system and the first
 * language, but no version, so that an update logs nobody out.
 */
record Fingerprint(String browser, String system, String language) {

    /** Browsers by what only they say; the order matters, since most name the others too. */
    private static final Map<String, String> BROWSERS = ordered(
            "Edg", "Edge",
            "OPR/", "Opera",
            "SamsungBrowser/", "Samsung Internet",
            "Firefox/", "Firefox",
            "FxiOS/", "Firefox",
            "CriOS/", "Chrome",
            "Chromium/", "Chrome",
            "Chrome/", "Chrome",
            "Safari/", "Safari");

    private static final Map<String, String> SYSTEMS = ordered(
            "Windows", "Windows",
            "Android", "Android",
            "iPhone", "iOS",
            "iPad", "iOS",
            "CrOS", "ChromeOS",
            "Macintosh", "macOS",
            "Mac OS X", "macOS",
            "Linux", "Linux");

    private static final Pattern PRODUCT = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,39}");
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{1,8}");

    static Fingerprint of(HttpServletRequest request) {
        return of(request.getHeader(HttpHeaders.USER_AGENT), request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }

    static Fingerprint of(@Nullable String userAgent, @Nullable String acceptLanguage) {
        String agent = userAgent == null ? "" : userAgent;
        return new Fingerprint(
                first(BROWSERS, agent, leading(PRODUCT, agent, "Unknown client")),
                first(SYSTEMS, agent, ""),
                leading(LANGUAGE, acceptLanguage == null ? "" : acceptLanguage.strip(), "")
                        .toLowerCase(Locale.ROOT));
    }

    Sha256 hash() {
        return Sha256.of(browser + "\n" + system + "\n" + language);
    }

    /** The hash as the claim {@code fgp} carries it. */
    String claim() {
        return hash().base64();
    }

    /** The software in words, such as {@code Firefox, Linux}. */
    String device() {
        return system.isEmpty() ? browser : browser + ", " + system;
    }

    private static String first(Map<String, String> names, String agent, String otherwise) {
        return names.entrySet().stream()
                .filter(name -> agent.contains(name.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }

    private static String leading(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.lookingAt() ? matcher.group() : otherwise;
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> names = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            names.put(pairs[i], pairs[i + 1]);
        }
        return names;
    }
}
