package io.docuvault.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

/** {@code Content-Disposition} (RFC 6266) for any name that a person may have given a file. */
public final class ContentDispositions {

    private static final String ATTRIBUTE_CHARS = "!#$&+-.^_`|~";

    private ContentDispositions() {}

    public static String attachment(String name) {
        return "attachment" + parameters(name);
    }

    public static String inline(String name) {
        return "inline" + parameters(name);
    }

    /** The name twice: in ASCII for old clients, and exactly by RFC 8187. Without separators of paths, in both. */
    private static String parameters(String name) {
        String fileName = name.replaceAll("[/\\\\\\p{Cntrl}]", "_");
        String ascii = fileName.replaceAll("[^\\x20-\\x7e]", "_").replaceAll("[\"%]", "_");
        return "; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded(fileName);
    }

    private static String encoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : name.getBytes(UTF_8)) {
            char character = (char) (each & 0xff);
            if (isAttributeChar(character)) {
                encoded.append(character);
            } else {
                encoded.append("%%%02X".formatted((int) character));
            }
        }
        return encoded.toString();
    }

    private static boolean isAttributeChar(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || ATTRIBUTE_CHARS.indexOf(character) >= 0;
    }
}
