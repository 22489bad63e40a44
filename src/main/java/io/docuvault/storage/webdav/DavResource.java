package io.docuvault.storage.webdav;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.shared.Digests;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server says about one file or folder.
 *
 * @param properties texts by their local names
 */
record DavResource(boolean folder, Map<String, String> properties) {

    private static final int TAG_LENGTH = 32;
    private static final Pattern SHA1 = Pattern.compile("(?i)\\bSHA1:([0-9a-f]{40})\\b");

    OptionalLong number(String name) {
        String text = properties.getOrDefault(name, "").strip();
        return text.matches("-?\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    OptionalLong length() {
        return folder ? OptionalLong.empty() : number("getcontentlength");
    }

    /** When it was last changed, by the server's clock; {@link Instant#MAX} where it does not say. */
    Instant modified() {
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                    properties.getOrDefault("getlastmodified", "").strip()));
        } catch (DateTimeParseException _) {
            return Instant.MAX;
        }
    }

    /** Changes with the content; where the server has no entity tags, it is the time of the last change. */
    String tag() {
        String etag = properties.getOrDefault("getetag", "");
        return tag(etag.isBlank() ? properties.getOrDefault("getlastmodified", "") : etag);
    }

    /** What a {@code GET} of it has to be tagged with; null where the server gave no entity tag. */
    @Nullable String entityTag() {
        return properties.getOrDefault("getetag", "").isBlank() ? null : tag();
    }

    /** Weak and strong are alike to us, and so is whether it came quoted; short, whatever its length was. */
    static String tag(String etag) {
        String opaque = etag.strip();
        opaque = (opaque.startsWith("W/") ? opaque.substring(2) : opaque).replace("\"", "");
        return HexFormat.of()
                .formatHex(Digests.sha256().digest(opaque.getBytes(UTF_8)))
                .substring(0, TAG_LENGTH);
    }

    /** What ownCloud has computed, or Nextcloud was told, of the content; null where it says nothing. */
    @Nullable String sha1() {
        Matcher matcher = SHA1.matcher(properties.getOrDefault("checksums", ""));
        return matcher.find() ? matcher.group(1) : null;
    }
}
