package io.docuvault.shared;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** Addresses that the operator gives, checked at the start. */
public final class SettingAddress {

    private static final Set<String> SCHEMES = Set.of("http", "https");
    /** Nothing that would have to be escaped, and no way up. */
    private static final String PATH = "(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?";

    private SettingAddress() {}

    /**
     * An address that paths are appended to, without a slash at its end.
     *
     * @param variable that gives it
     * @throws SettingException if it is anything but a scheme, a host and perhaps a path
     */
    public static String of(String variable, String value) {
        return plain(value.strip())
                .map(url -> value.strip().replaceAll("/$", ""))
                .orElseThrow(
                        () -> new SettingException(
                                variable
                                        + " must be an address such as https://vault.example.org: http or https, a host, perhaps a path, nothing else."));
    }

    /**
     * What a browser sends as the origin of a page.
     *
     * @throws SettingException if it is anything but a scheme and a host, perhaps with a port
     */
    public static String origin(String variable, String value) {
        return plain(value.strip())
                .filter(url -> url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                .map(url -> value.strip().replaceAll("/$", ""))
                .orElseThrow(
                        () -> new SettingException(
                                variable
                                        + " must list origins such as https://pages.example.org, separated by commas: http or https and a host, without a path."));
    }

    private static Optional<URI> plain(String value) {
        try {
            URI url = new URI(value);
            boolean plain = url.getScheme() != null
                    && SCHEMES.contains(url.getScheme())
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null
                    && url.getRawPath().matches(PATH);
            return plain ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
