package io.docuvault.documents;

import io.docuvault.documents.DocumentWriter.Stored;
import io.docuvault.shared.Digests;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A document's file on its way to another store: compared with what the document is as it is read, and what goes wrong
 * with it is told from what goes wrong with its copy.
 */
final class MoveSource extends InputStream {

    private final Stored document;
    private final InputStream bytes;
    private final MessageDigest digest = Digests.sha256();
    private long read;
    private @Nullable StoreException trouble;

    private MoveSource(Stored document, InputStream bytes) {
        this.document = document;
        this.bytes = bytes;
    }

    /** Something is wrong where the document lies now. */
    static final class Trouble extends IOException {

        private final StoreException why;
        private final boolean itsOwners;

        Trouble(StoreException why, Stored document) {
            super(why.getMessage(), why);
            this.why = why;
            this.itsOwners = DocumentWriter.connection(document.store()) != null;
        }

        ProblemException problem() {
            return StoredElsewhere.problem(why, itsOwners);
        }

        StoreException why() {
            return why;
        }
    }

    static MoveSource open(Stores stores, Stored document) throws IOException {
        try {
            return new MoveSource(
                    document, stores.get(document.store()).read(new BlobRef(document.blobRef()), 0, document.size()));
        } catch (StoreException e) {
            throw new Trouble(e, document);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int count = bytes.read(buffer, offset, length);
            if (count < 0) {
                requireSame();
                return count;
            }
            read += count;
            digest.update(buffer, offset, count);
            return count;
        } catch (StoreException e) {
            trouble = e;
            throw e;
        }
    }

    /** Before its end is told: nothing is ever made of another file. */
    private void requireSame() throws StoreException {
        if (read != document.size() || !sha256().equals(document.sha256())) {
            throw new StoreException(Kind.CHANGED, "The file is no longer what it was when it came.");
        }
    }

    private String sha256() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same failure, as one of this file if it was. */
    IOException blamed(IOException failure) {
        return trouble == null ? failure : new Trouble(trouble, document);
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
