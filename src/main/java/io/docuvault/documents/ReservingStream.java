package io.docuvault.documents;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/**
 * Passes on a stream of unknown length, piece by piece: room for a piece is reserved before any of it goes on, so that
 * exactly what came is reserved, and nothing is written that there is no room for.
 */
final class ReservingStream extends InputStream {

    static final int PIECE = 1024 * 1024;

    private final InputStream in;
    private final LongConsumer reserve;
    private byte[] piece = new byte[0];
    private int position;

    ReservingStream(InputStream in, LongConsumer reserve) {
        this.in = in;
        this.reserve = reserve;
    }

    @Override
    public int read() throws IOException {
        return fill() ? piece[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, buffer, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (position == piece.length) {
            piece = in.readNBytes(PIECE);
            position = 0;
            if (piece.length > 0) {
                reserve.accept(piece.length);
            }
        }
        return piece.length > 0;
    }
}
