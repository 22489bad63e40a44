package io.docuvault.storage;

import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user's drive as a store. Objects are files in one folder; what is staged has the upload's name and gets the object's
 * by promotion, which is one call. A file's fingerprint tells whether it still is what was put there.
 */
public final class DriveStore implements CloudDrive {

    /** A file's id and the fingerprint of its content. */
    private static final Pattern REF = Pattern.compile("([A-Za-z0-9!_-]{1,200})\\.([0-9a-z]{32,65})");

    private static final String ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final Pattern STAGED = Pattern.compile("upload-(" + ID + ")");
    private static final Pattern OBJECT = Pattern.compile(ID + "(\\.[a-z0-9]{1,10})?");
    /** More than so many files are asked for one by one: what is listed is held in memory. */
    private static final int MOST_LISTED = 50_000;

    private final String id;
    private final Drive drive;

    public DriveStore(String id, Drive drive) {
        this.id = id;
        this.drive = drive;
    }

    private record Handle(String id, String fingerprint, String stagedName) {

        /** @param staged whether it has the name of its upload behind it */
        static Optional<Handle> parse(String value, boolean staged) {
            int slash = staged ? value.indexOf('/') : value.length();
            Matcher matcher = REF.matcher(slash < 0 ? "" : value.substring(0, slash));
            return matcher.matches()
                    ? Optional.of(new Handle(
                            matcher.group(1), matcher.group(2), value.substring(Math.min(slash + 1, value.length()))))
                    : Optional.empty();
        }

        static Handle of(DriveFile file) {
            return new Handle(file.id(), file.fingerprint(), file.name());
        }

        static Handle of(BlobRef ref) throws NoSuchBlobException {
            return parse(ref.value(), false).orElseThrow(() -> new NoSuchBlobException("file of this name"));
        }

        static Handle of(Staged staged) throws NoSuchBlobException {
            return parse(staged.value(), true).orElseThrow(() -> new NoSuchBlobException("file of this name"));
        }

        BlobRef ref() {
            return new BlobRef(id + "." + fingerprint);
        }

        Staged staged() {
            return new Staged(id + "." + fingerprint + "/" + stagedName);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Staged stage(UUID upload, InputStream bytes, OptionalLong length) throws IOException {
        return Handle.of(drive.put("upload-" + upload, bytes, length)).staged();
    }

    @Override
    public InputStream openStaged(Staged staged) throws IOException {
        Handle handle = Handle.of(staged);
        DriveFile file = require(handle);
        if (!file.name().equals(handle.stagedName())) {
            throw new NoSuchBlobException("upload like this");
        }
        return drive.read(file.id(), 0, file.size());
    }

    @Override
    public BlobRef promote(Staged staged, BlobKey key) throws IOException {
        Handle handle = Handle.of(staged);
        DriveFile file = require(handle);
        String name = key.object() + key.extension();
        if (file.name().equals(name)) {
            return handle.ref();
        }
        if (!file.name().equals(handle.stagedName())) {
            throw new NoSuchBlobException("upload like this");
        }
        requireSame(handle, drive.rename(file.id(), name));
        return handle.ref();
    }

    @Override
    public void discard(Staged staged) throws IOException {
        Handle handle = Handle.parse(staged.value(), true).orElse(null);
        if (handle != null
                && drive.find(handle.id())
                        .filter(file -> file.name().equals(handle.stagedName()))
                        .isPresent()) {
            drive.delete(handle.id());
        }
    }

    @Override
    public OptionalLong length(BlobRef ref) throws IOException {
        try {
            return OptionalLong.of(require(Handle.of(ref)).size());
        } catch (NoSuchBlobException _) {
            return OptionalLong.empty();
        }
    }

    @Override
    public InputStream read(BlobRef ref, long offset, long length) throws IOException {
        DriveFile file = require(Handle.of(ref));
        return drive.read(file.id(), offset, Math.clamp(file.size() - offset, 0, length));
    }

    /** What its owner has put in its place is theirs, and stays. */
    @Override
    public void delete(BlobRef ref) throws IOException {
        Handle handle = Handle.parse(ref.value(), false).orElse(null);
        if (handle != null
                && drive.findInTrashToo(handle.id())
                        .filter(file -> file.has(handle.fingerprint()))
                        .isPresent()) {
            drive.delete(handle.id());
        }
    }

    @Override
    public void check() throws IOException {
        drive.check();
    }

    @Override
    public Usage usage() throws IOException {
        return drive.usage();
    }

    /** Lists what was staged. Which objects there are only their documents can say: what else lies there is its owner's. */
    @Override
    public Optional<Inventory> inventory() {
        return Optional.of(new Inventory() {
            @Override
            public Stream<FoundUpload> stagedBefore(Instant time) throws IOException {
                return drive.files()
                        .filter(file -> file.modified().isBefore(time))
                        .flatMap(file -> Stream.ofNullable(found(file)));
            }

            @Override
            public Stream<FoundObject> objectsBefore(Instant time) {
                return Stream.empty();
            }
        });
    }

    private static Inventory.@Nullable FoundUpload found(DriveFile file) {
        Matcher name = STAGED.matcher(file.name());
        return name.matches()
                ? new Inventory.FoundUpload(
                        UUID.fromString(name.group(1)), Handle.of(file).staged())
                : null;
    }

    /** One list for all, and a question for each file that is not in it: in another folder, or gone. */
    @Override
    public Look look() throws IOException {
        Map<String, DriveFile> listed = new HashMap<>();
        try (Stream<? extends DriveFile> files = drive.files()) {
            files.limit(MOST_LISTED).forEach(file -> listed.put(file.id(), file));
        }
        return ref -> {
            Optional<Handle> handle = Handle.parse(ref.value(), false);
            if (handle.isEmpty()) {
                return Seen.ABSENT;
            }
            DriveFile file = listed.get(handle.get().id());
            if (file == null) {
                file = drive.find(handle.get().id()).orElse(null);
            }
            return seen(handle.get(), file);
        };
    }

    private static Seen seen(Handle handle, @Nullable DriveFile file) {
        if (file == null) {
            return Seen.ABSENT;
        }
        if (!file.has(handle.fingerprint())) {
            return Seen.CHANGED;
        }
        return OBJECT.matcher(file.name()).matches() ? Seen.AS_IT_WAS : Seen.renamed(file.name());
    }

    private DriveFile require(Handle handle) throws IOException {
        Optional<? extends DriveFile> found = drive.find(handle.id());
        if (found.isEmpty()) {
            throw new NoSuchBlobException("file like this");
        }
        requireSame(handle, found.get());
        return found.get();
    }

    private void requireSame(Handle handle, DriveFile file) throws StoreException {
        if (!file.has(handle.fingerprint())) {
            throw new StoreException(Kind.CHANGED, "The file was changed in " + drive.label() + ".");
        }
    }
}
