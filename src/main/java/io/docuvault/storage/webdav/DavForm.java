package io.docuvault.storage.webdav;

import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.docuvault.shared.ProblemException.FieldError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a user fills in to connect a WebDAV server.
 *
 * @param url without a slash at its end
 * @param folder the names of the folders below each other, at least one
 */
record DavForm(String url, String username, String password, List<String> folder) {

    private static final String URL = "url";
    private static final String USERNAME = "username";
    private static final String FOLDER = "folder";
    private static final String PASSWORD = "password";
    private static final Set<String> SETTINGS = Set.of(URL, USERNAME, FOLDER);
    private static final String DEFAULT_FOLDER = "DocuVault";
    private static final Pattern PLAIN = Pattern.compile("\\P{Cntrl}+");
    private static final int HIGHEST_PORT = 65_535;

    /**
     * The form, if everything in it could be right.
     *
     * @throws ProblemException {@code validation_failed}
     */
    static DavForm of(Map<String, String> settings, Map<String, String> secrets) {
        List<FieldError> errors = new ArrayList<>();
        String url = settings.getOrDefault(URL, "").strip();
        if (!isAddress(url)) {
            errors.add(new FieldError(
                    "settings.url",
                    "invalid_url",
                    "An address begins with https:// or http:// and has no name in it."));
        }
        String username = settings.getOrDefault(USERNAME, "");
        // A colon ends the name where it is sent with a password (RFC 7617).
        if (!PLAIN.matcher(username).matches() || username.indexOf(':') >= 0) {
            errors.add(new FieldError("settings.username", "invalid", "A user name is needed, without a colon."));
        }
        String password = secrets.getOrDefault(PASSWORD, "");
        if (!PLAIN.matcher(password).matches()) {
            errors.add(new FieldError("credentials.password", "required", "A password is needed."));
        }
        List<String> folder = folder(settings.getOrDefault(FOLDER, DEFAULT_FOLDER));
        if (folder.isEmpty() || !folder.stream().allMatch(DavForm::isName)) {
            errors.add(new FieldError("settings.folder", "invalid_folder", "This can't be the name of a folder."));
        }
        unknown(settings, SETTINGS, "settings", errors);
        unknown(secrets, Set.of(PASSWORD), "credentials", errors);
        if (!errors.isEmpty()) {
            throw new ProblemException(ErrorCode.VALIDATION_FAILED, "Not everything is filled in right.", errors);
        }
        return new DavForm(withoutSlash(url), username, password, folder);
    }

    private static void unknown(Map<String, String> map, Set<String> known, String where, List<FieldError> errors) {
        map.keySet().stream()
                .filter(name -> !known.contains(name))
                .map(name -> new FieldError(where + "." + name, "unknown", "There is no such field."))
                .forEach(errors::add);
    }

    private static List<String> folder(String path) {
        return Arrays.stream(path.strip().split("/", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static boolean isName(String name) {
        return PLAIN.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }

    /** A plain address of a server: whatever could be read in two ways is none. */
    private static boolean isAddress(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            return ("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getPort() != 0
                    && uri.getPort() <= HIGHEST_PORT
                    && uri.normalize().equals(uri)
                    && !uri.getRawPath().contains("%2e")
                    && !uri.getRawPath().contains("%2E");
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static String withoutSlash(String url) {
        String plain = url;
        while (plain.endsWith("/")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        return plain;
    }

    /** Whether a password that was entered for the one form may be sent to where the other one says. */
    static boolean sameServer(Map<String, String> one, Map<String, String> other) {
        return origin(one).equals(origin(other))
                && one.getOrDefault(USERNAME, "").equals(other.getOrDefault(USERNAME, ""));
    }

    private static String origin(Map<String, String> settings) {
        String url = settings.getOrDefault(URL, "").strip();
        if (!isAddress(url)) {
            return url;
        }
        URI uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    static boolean sameFolder(Map<String, String> one, Map<String, String> other) {
        return folder(one.getOrDefault(FOLDER, DEFAULT_FOLDER))
                .equals(folder(other.getOrDefault(FOLDER, DEFAULT_FOLDER)));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DavForm[" + url + "]";
    }
}
