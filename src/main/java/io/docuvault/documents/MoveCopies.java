package io.docuvault.documents;

import io.docuvault.documents.DocumentWriter.Stored;
import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/**
 * Copies of documents in other stores. An attempt may be killed anywhere: what it has staged has the item's name, so that
 * the next attempt replaces it, and what is to be promoted is remembered before, so that the next attempt finds it.
 */
@Component
class MoveCopies {

    private final Stores stores;

    MoveCopies(Stores stores) {
        this.stores = stores;
    }

    /** What is known of an item beyond this attempt. */
    interface Memory {

        /** Keeps what the other store calls the copy; false if nobody wants it any more. */
        boolean keep(Staged staged);

        /** Whether this attempt is still the one that counts: to another one the copy may be of use. */
        boolean isOurs();
    }

    /**
     * Makes an object of a document's file in the other store and reads it back; empty if nobody wants it any more.
     *
     * @throws MoveSource.Trouble if something is wrong with the file
     * @throws StoreException if something is wrong with the other store
     */
    Optional<BlobRef> copy(MoveItem item, Stored document, Memory memory) throws IOException {
        BlobStore target = stores.get(item.target());
        BlobKey key = key(item);
        Optional<BlobRef> ref = promoted(item, target, key);
        if (ref.isEmpty()) {
            Staged staged = stage(item, document, target);
            if (!memory.keep(staged)) {
                target.discard(staged);
                return Optional.empty();
            }
            ref = Optional.of(target.promote(staged, key));
        }
        if (!isSame(target, ref.get(), document)) {
            if (memory.isOurs()) {
                target.delete(ref.get());
            }
            throw new StoreException(Kind.AWAY, "The copy is not what the document is.");
        }
        return ref;
    }

    /** What an attempt before this one has got ready. */
    private static Optional<BlobRef> promoted(MoveItem item, BlobStore target, BlobKey key) throws IOException {
        Staged staged = item.staged();
        if (staged == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(target.promote(staged, key));
        } catch (StoreException e) {
            if (e.kind() != Kind.ABSENT && e.kind() != Kind.CHANGED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Staged stage(MoveItem item, Stored document, BlobStore target) throws IOException {
        try (MoveSource source = MoveSource.open(stores, document)) {
            try {
                return target.stage(item.id(), source, OptionalLong.of(document.size()));
            } catch (IOException e) {
                throw source.blamed(e);
            }
        }
    }

    /** Read from where it will be read: nothing changes it between this and the day it is needed. */
    private static boolean isSame(BlobStore target, BlobRef ref, Stored document) throws IOException {
        StagedContent copied;
        try (InputStream bytes = target.read(ref, 0, document.size() + 1)) {
            copied = StagedContent.of(bytes, document.name());
        }
        return copied.length() == document.size() && copied.sha256().equals(document.sha256());
    }

    void delete(MoveItem item, BlobRef ref) throws IOException {
        stores.get(item.target()).delete(ref);
    }

    /** Removes whatever attempts have left of a copy that no document points to. */
    void clear(MoveItem item) throws IOException {
        BlobStore target = stores.get(item.target());
        Staged staged = item.staged();
        try {
            if (staged != null) {
                target.delete(target.promote(staged, key(item)));
            }
        } catch (NoSuchBlobException _) {
            // It did not come so far.
        }
        // Replaces what may lie there under this name, and is easy to get rid of.
        target.discard(target.stage(item.id(), InputStream.nullInputStream(), OptionalLong.of(0)));
    }

    private static BlobKey key(MoveItem item) {
        return BlobKey.of(item.owner(), item.documentId(), item.id(), item.name());
    }
}
