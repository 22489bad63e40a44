package io.docuvault.extraction;

import io.docuvault.extraction.Extraction.Extracted;
import io.docuvault.extraction.Extraction.Quarantined;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The frames between the server and a child; not for other modules. A child has read hostile bytes and is not
 * trusted: each length is checked before memory is given to it.
 */
public final class ExtractionWire {

    public static final int MAX_METADATA = 64;
    public static final int MAX_VALUE = 2_000;
    public static final int MAX_THUMBNAIL_BYTES = 512 * 1024;

    private static final int MAX_BYTES_PER_CHARACTER = 3;
    private static final byte READY = 0x52;
    private static final int MAX_WORDS = 32;
    private static final int MAX_PATH = 16_000;

    private ExtractionWire() {}

    /** Sent once by a child that has started: the time limits count from here. */
    public static void writeReady(DataOutputStream out) throws IOException {
        out.writeByte(READY);
        out.flush();
    }

    static void readReady(DataInputStream in) throws IOException {
        if (in.readByte() != READY) {
            throw new IOException("The child began with something that is not ours");
        }
    }

    public static void writeRequest(DataOutputStream out, ExtractionRequest request) throws IOException {
        writeString(out, request.file().toString());
        writeString(out, request.fileName());
        out.writeLong(request.limit().toMillis());
        out.writeInt(request.textCharacters());
        out.writeLong(request.unpackedBytes());
        out.writeInt(request.ocrPages());
        out.writeBoolean(request.draw());
        out.writeInt(request.tesseract().size());
        for (String word : request.tesseract()) {
            writeString(out, word);
        }
        out.flush();
    }

    public static ExtractionRequest readRequest(DataInputStream in) throws IOException {
        return new ExtractionRequest(
                Path.of(readString(in, MAX_PATH)),
                readString(in, MAX_PATH),
                Duration.ofMillis(in.readLong()),
                in.readInt(),
                in.readLong(),
                in.readInt(),
                in.readBoolean(),
                readWords(in));
    }

    public static void writeReply(DataOutputStream out, Extraction reply) throws IOException {
        switch (reply) {
            case Extracted extracted -> {
                out.writeBoolean(true);
                writeExtracted(out, extracted);
            }
            case Quarantined quarantined -> {
                out.writeBoolean(false);
                writeString(out, quarantined.code());
                writeString(out, quarantined.reason());
            }
        }
        out.flush();
    }

    static Extraction readReply(DataInputStream in, int textCharacters) throws IOException {
        return in.readBoolean()
                ? readExtracted(in, textCharacters)
                : new Quarantined(readString(in, MAX_VALUE), readString(in, MAX_VALUE));
    }

    private static void writeExtracted(DataOutputStream out, Extracted extracted) throws IOException {
        writeString(out, extracted.mediaType());
        writeString(out, extracted.text());
        out.writeBoolean(extracted.textTruncated());
        writeOptional(out, extracted.language());
        writeOptional(out, extracted.pages() == null ? null : extracted.pages().toString());
        writeOptional(out, extracted.title());
        writeOptional(out, extracted.author());
        writeOptional(
                out, extracted.created() == null ? null : extracted.created().toString());
        out.writeInt(extracted.metadata().size());
        for (Map.Entry<String, String> entry : extracted.metadata().entrySet()) {
            writeString(out, entry.getKey());
            writeString(out, entry.getValue());
        }
        writeBytes(
                out,
                extracted.thumbnail() == null
                        ? new byte[0]
                        : extracted.thumbnail().bytes());
        out.writeBoolean(extracted.ocrUsed());
        out.writeBoolean(extracted.ocrMissing());
    }

    private static Extracted readExtracted(DataInputStream in, int textCharacters) throws IOException {
        return new Extracted(
                readString(in, MAX_VALUE),
                readString(in, textCharacters),
                in.readBoolean(),
                readOptional(in),
                number(readOptional(in)),
                readOptional(in),
                readOptional(in),
                instant(readOptional(in)),
                readMap(in),
                thumbnail(readBytes(in, MAX_THUMBNAIL_BYTES)),
                in.readBoolean(),
                in.readBoolean());
    }

    private static Map<String, String> readMap(DataInputStream in) throws IOException {
        int size = checked(in.readInt(), MAX_METADATA);
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put(readString(in, MAX_VALUE), readString(in, MAX_VALUE));
        }
        return map;
    }

    private static List<String> readWords(DataInputStream in) throws IOException {
        int size = checked(in.readInt(), MAX_WORDS);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            words.add(readString(in, MAX_PATH));
        }
        return words;
    }

    private static @Nullable Integer number(@Nullable String digits) throws IOException {
        try {
            return digits == null ? null : Integer.valueOf(digits);
        } catch (NumberFormatException e) {
            throw new IOException("The child sent a number that is none", e);
        }
    }

    private static @Nullable Instant instant(@Nullable String time) throws IOException {
        try {
            return time == null ? null : Instant.parse(time);
        } catch (java.time.DateTimeException e) {
            throw new IOException("The child sent a time that is none", e);
        }
    }

    private static @Nullable Thumbnail thumbnail(byte[] bytes) {
        return bytes.length == 0 ? null : new Thumbnail(bytes);
    }

    private static void writeOptional(DataOutputStream out, @Nullable String value) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            writeString(out, value);
        }
    }

    private static @Nullable String readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? readString(in, MAX_VALUE) : null;
    }

    private static void writeString(DataOutputStream out, String value) throws IOException {
        writeBytes(out, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String readString(DataInputStream in, int characters) throws IOException {
        return new String(readBytes(in, characters * MAX_BYTES_PER_CHARACTER), StandardCharsets.UTF_8);
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in, int limit) throws IOException {
        byte[] bytes = new byte[checked(in.readInt(), limit)];
        in.readFully(bytes);
        return bytes;
    }

    private static int checked(int length, int limit) throws IOException {
        if (length < 0 || length > limit) {
            throw new IOException("The child announced " + length + " where at most " + limit + " are allowed");
        }
        return length;
    }
}
