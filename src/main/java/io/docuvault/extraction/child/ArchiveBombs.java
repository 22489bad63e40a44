package io.docuvault.extraction.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Recognises files that unpack to far more than they could honestly hold. */
final class ArchiveBombs {

    /** Honest documents hardly shrink to a hundredth; a bomb shrinks to a thousandth. */
    private static final int BOMB_RATIO = 100;

    /** Text is counted in characters and after the markup is gone, so it grows less. */
    private static final int BOMB_RATIO_OF_TEXT = 50;

    private ArchiveBombs() {}

    static boolean isBomb(long unpacked, long limit, long fileSize) {
        return unpacked >= limit && unpacked / BOMB_RATIO > fileSize;
    }

    static boolean isTextBomb(long characters, long limit, long fileSize) {
        return characters >= limit && characters / BOMB_RATIO_OF_TEXT > fileSize;
    }

    /** By what a ZIP's own directory says, before anything is unpacked; one that lies is caught while unpacking. */
    static boolean admitsToBeBomb(Path file, long limit) throws IOException {
        if (!startsLikeZip(file)) {
            return false;
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            long unpacked = zip.stream()
                    .mapToLong(ZipEntry::getSize)
                    .filter(size -> size > 0)
                    .reduce(0, (sum, size) -> sum > Long.MAX_VALUE - size ? Long.MAX_VALUE : sum + size);
            return isBomb(unpacked, limit, Files.size(file));
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean startsLikeZip(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.read() == 'P' && in.read() == 'K';
        }
    }
}
