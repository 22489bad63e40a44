package io.docuvault.documents;

import io.docuvault.extraction.MediaTypes;
import io.docuvault.shared.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What really came: measured, hashed and looked at by ourselves, whatever the client said.
 *
 * @param mediaType by the first bytes, then by the name
 */
record StagedContent(long length, String sha256, String mediaType) {

    private static final int BUFFER = 128 * 1024;

    static StagedContent of(InputStream bytes, String fileName) throws IOException {
        MessageDigest digest = Digests.sha256();
        byte[] prefix = bytes.readNBytes(MediaTypes.prefixLength());
        digest.update(prefix);
        long length = prefix.length;
        byte[] buffer = new byte[BUFFER];
        for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
            digest.update(buffer, 0, read);
            length += read;
        }
        return new StagedContent(
                length, HexFormat.of().formatHex(digest.digest()), MediaTypes.detect(prefix, fileName));
    }
}
