package io.docuvault.documents;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Set;

/** What a person would call a media type. */
public enum DocumentKind {
    @JsonProperty("pdf")
    PDF,
    @JsonProperty("image")
    IMAGE,
    @JsonProperty("office")
    OFFICE,
    @JsonProperty("text")
    TEXT,
    @JsonProperty("mail")
    MAIL,
    @JsonProperty("archive")
    ARCHIVE,
    @JsonProperty("other")
    OTHER;

    private static final Set<String> MAILS =
            Set.of("message/rfc822", "message/x-emlx", "application/vnd.ms-outlook", "application/mbox");
    private static final Set<String> OFFICE_TYPES =
            Set.of("application/msword", "application/rtf", "text/rtf", "application/x-tika-msoffice");
    private static final Set<String> TEXTS =
            Set.of("application/json", "application/xml", "application/xhtml+xml", "application/x-sh");
    private static final Set<String> ARCHIVES = Set.of(
            "application/zip",
            "application/gzip",
            "application/x-tar",
            "application/x-gtar",
            "application/x-bzip2",
            "application/x-xz",
            "application/x-7z-compressed",
            "application/x-rar-compressed",
            "application/zstd",
            "application/java-archive");

    static DocumentKind of(String mediaType) {
        if (mediaType.equals("application/pdf")) {
            return PDF;
        } else if (mediaType.startsWith("image/")) {
            return IMAGE;
        } else if (MAILS.contains(mediaType)) {
            return MAIL;
        } else if (isOffice(mediaType)) {
            return OFFICE;
        } else if (mediaType.startsWith("text/") || TEXTS.contains(mediaType)) {
            return TEXT;
        }
        return ARCHIVES.contains(mediaType) ? ARCHIVE : OTHER;
    }

    private static boolean isOffice(String mediaType) {
        return OFFICE_TYPES.contains(mediaType)
                || mediaType.startsWith("application/vnd.openxmlformats-officedocument")
                || mediaType.startsWith("application/vnd.oasis.opendocument")
                || mediaType.startsWith("application/vnd.ms-")
                || mediaType.startsWith("application/vnd.apple.")
                || mediaType.startsWith("application/x-tika-ooxml");
    }

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DocumentKind ofColumn(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
