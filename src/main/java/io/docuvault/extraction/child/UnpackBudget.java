package io.docuvault.extraction.child;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is unpacked from one document, however deeply nested, and stops it at a limit. */
final class UnpackBudget {

    private static final int MAX_DEPTH = 8;
    private static final int MAX_ENTRIES = 5_000;

    private final long limit;
    private final long fileSize;
    private long unpacked;
    private int entries;
    private int depth;
    private boolean cutOff;

    UnpackBudget(long limit, long fileSize) {
        this.limit = limit;
        this.fileSize = fileSize;
    }

    boolean mayEnter() {
        boolean may = depth < MAX_DEPTH && entries < MAX_ENTRIES && unpacked < limit;
        cutOff |= !may;
        return may;
    }

    void enter() {
        entries++;
        depth++;
    }

    void leave() {
        depth--;
    }

    /** Something was left unread. */
    boolean cutOff() {
        return cutOff;
    }

    boolean bomb() {
        return ArchiveBombs.isBomb(unpacked, limit, fileSize);
    }

    InputStream counted(InputStream in) {
        return new Counted(in);
    }

    private void spend(long bytes) throws IOException {
        unpacked += bytes;
        if (unpacked >= limit) {
            cutOff = true;
            throw new IOException("More is packed into this file than may be unpacked");
        }
    }

    private final class Counted extends FilterInputStream {

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value >= 0) {
                spend(1);
            }
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            if (count > 0) {
                spend(count);
            }
            return count;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = super.skip(bytes);
            spend(skipped);
            return skipped;
        }

        /** The archive goes on after this entry. */
        @Override
        public void close() {}

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
