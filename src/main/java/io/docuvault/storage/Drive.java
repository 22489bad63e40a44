package io.docuvault.storage;

import io.docuvault.storage.CloudDrive.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What a drive has to do to be a store: a vendor's words for files in one folder of ours. */
public interface Drive {

    /** What people call it. */
    String label();

    /** A file by its id, wherever it is now, but not from the trash. */
    Optional<? extends DriveFile> find(String id) throws IOException;

    /** As {@link #find}, but from the trash too, where the vendor still knows it there. */
    Optional<? extends DriveFile> findInTrashToo(String id) throws IOException;

    /**
     * The files in our folder, page by page; to be closed. Empty where there is no folder yet.
     *
     * @throws java.io.UncheckedIOException from the stream
     */
    Stream<? extends DriveFile> files() throws IOException;

    /** Makes a file in our folder of all of a stream, in place of one of this name. */
    DriveFile put(String name, InputStream bytes, OptionalLong length) throws IOException;

    DriveFile rename(String id, String name) throws IOException;

    InputStream read(String id, long offset, long length) throws IOException;

    /** What is not there is gone already. */
    void delete(String id) throws IOException;

    /** As {@link BlobStore#check}. */
    void check() throws IOException;

    Usage usage() throws IOException;
}
