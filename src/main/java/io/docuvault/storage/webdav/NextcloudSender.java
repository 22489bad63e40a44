package io.docuvault.storage.webdav;

import io.docuvault.shared.Digests;
import io.docuvault.storage.CloudCalls;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Nextcloud's chunked upload, version 2: a folder for the upload, numbered chunks in it, and a {@code MOVE} that makes
 * them the file. One chunk is in memory, and is sent again where that failed. What is smaller than a chunk goes in one
 * request.
 */
final class NextcloudSender implements Sender {

    private static final int MOST_CHUNKS = 10_000;

    private final DavClient uploads;
    private final CloudCalls assembling;
    private final int chunkSize;

    NextcloudSender(DavClient uploads, CloudCalls assembling, int chunkSize) {
        this.uploads = uploads;
        this.assembling = assembling;
        this.chunkSize = chunkSize;
    }

    @Override
    public void send(DavClient files, String path, InputStream bytes, long length) throws IOException {
        if (length > (long) chunkSize * MOST_CHUNKS) {
            throw new StoreException(Kind.FULL, "Nextcloud takes no file as large as this.");
        }
        MessageDigest sha1 = Digests.sha1();
        byte[] chunk = new byte[(int) Math.min(chunkSize, length)];
        if (length <= chunkSize) {
            fill(bytes, chunk, chunk.length, sha1, true);
            files.put(path, entity(chunk, chunk.length), Map.of("OC-Checksum", "SHA1:" + text(sha1)));
        } else {
            // What an earlier attempt has left would look like the result of this one.
            files.delete(path);
            new Upload(files, path, length).run(bytes, chunk, sha1);
        }
        requireSum(files, path, text(sha1));
    }

    /** Where the server says what it has; Nextcloud mostly repeats what it was told, ownCloud has looked. */
    private static void requireSum(DavClient files, String path, String sha1) throws IOException {
        String there = files.find(path).map(DavResource::sha1).orElse(null);
        if (there != null && !there.equalsIgnoreCase(sha1)) {
            throw new StoreException(Kind.AWAY, "What Nextcloud has is not what was sent.");
        }
    }

    private static String text(MessageDigest sha1) throws IOException {
        try {
            return HexFormat.of().formatHex(((MessageDigest) sha1.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IOException(e);
        }
    }

    private static ByteArrayEntity entity(byte[] chunk, int filled) {
        return new ByteArrayEntity(chunk, 0, filled, ContentType.APPLICATION_OCTET_STREAM);
    }

    private static void fill(InputStream bytes, byte[] chunk, int count, MessageDigest sha1, boolean last)
            throws IOException {
        if (bytes.readNBytes(chunk, 0, count) < count || (last && bytes.read() >= 0)) {
            throw new EOFException("Another number of bytes came than was announced");
        }
        sha1.update(chunk, 0, count);
    }

    /** One upload on its way. */
    private final class Upload {

        private final DavClient files;
        private final String path;
        private final long length;
        private final String folder = "docuvault-" + UUID.randomUUID();
        private final Map<String, String> headers;

        Upload(DavClient files, String path, long length) {
            this.files = files;
            this.path = path;
            this.length = length;
            this.headers = Map.of("Destination", files.destination(path), "OC-Total-Length", Long.toString(length));
        }

        void run(InputStream bytes, byte[] chunk, MessageDigest sha1) throws IOException {
            try {
                uploads.makeFolder(folder + "/", headers);
                long left = length;
                for (int number = 1; left > 0; number++) {
                    int count = (int) Math.min(chunk.length, left);
                    left -= count;
                    fill(bytes, chunk, count, sha1, left == 0);
                    send(number, chunk, count);
                }
                assemble(text(sha1));
            } catch (IOException | RuntimeException e) {
                giveUp(e);
                throw e;
            }
        }

        private void send(int number, byte[] chunk, int count) throws IOException {
            String name = "%s/%05d".formatted(folder, number);
            try {
                uploads.put(name, entity(chunk, count), headers);
            } catch (StoreException e) {
                if (e.kind() == Kind.ABSENT) {
                    throw gone(e);
                }
                // It may have come, and only the answers did not.
                if (e.kind() != Kind.AWAY
                        || uploads.find(name)
                                        .map(there -> there.length().orElse(-1))
                                        .orElse(-1L)
                                != count) {
                    throw e;
                }
            }
        }

        private void assemble(String sha1) throws IOException {
            Map<String, String> all = new HashMap<>(headers);
            all.put("OC-Checksum", "SHA1:" + sha1);
            try {
                uploads.with(assembling).move(folder + "/.file", List.of(files.destination(path)), all);
            } catch (StoreException e) {
                // Whatever became of the answers: the file is there as a whole or not at all.
                if (files.find(path).map(there -> there.length().orElse(-1)).orElse(-1L) != length) {
                    throw e.kind() == Kind.ABSENT ? gone(e) : e;
                }
            }
        }

        private static StoreException gone(StoreException cause) {
            return new StoreException(Kind.AWAY, "Nextcloud does not know the upload any more.", cause);
        }

        private void giveUp(Exception cause) {
            try {
                uploads.hurried().delete(folder + "/");
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
