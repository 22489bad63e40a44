package io.docuvault.documents;

import io.docuvault.accounts.AccountData;
import io.docuvault.storage.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes the documents of a deleted account: first what is on its way, so that nothing more becomes a document, then
 * documents with their texts and pictures, then their objects in the server's own stores. Files in the user's own storage
 * are the user's and stay there.
 */
@Component
class DocumentsOfAccount implements AccountData {

    private static final int BATCH = 200;
    private static final int WORDS = 10_000;

    private final UploadRepository uploadRows;
    private final UploadEnds ends;
    private final DocumentWriter writer;
    private final PurgeJob objects;
    private final MoveItemRepository items;
    private final MoveCopies copies;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    DocumentsOfAccount(
            UploadRepository uploadRows,
            UploadEnds ends,
            DocumentWriter writer,
            PurgeJob objects,
            MoveItemRepository items,
            MoveCopies copies,
            JdbcClient jdbc,
            TransactionTemplate transactions) {
        this.uploadRows = uploadRows;
        this.ends = ends;
        this.writer = writer;
        this.objects = objects;
        this.items = items;
        this.copies = copies;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Override
    public void remove(UUID owner) throws IOException {
        for (List<UploadRow> batch = uploadsOf(owner); !batch.isEmpty(); batch = uploadsOf(owner)) {
            for (UploadRow upload : batch) {
                ends.erase(upload);
            }
        }
        clearCopies(owner);
        repeat(() -> writer.deleteSome(owner, BATCH));
        repeat(() -> forgetWords(owner));
        objects.purge(owner);
    }

    /** What moves that were under way have left in other stores. */
    private void clearCopies(UUID owner) throws IOException {
        for (List<MoveItem> batch = itemsOf(owner); !batch.isEmpty(); batch = itemsOf(owner)) {
            for (MoveItem item : batch) {
                clear(item);
            }
            List<MoveItem> cleared = batch;
            transactions.executeWithoutResult(_ -> cleared.forEach(items::delete));
        }
    }

    private void clear(MoveItem item) throws IOException {
        try {
            if (item.state() != MoveItem.State.WAITING) {
                copies.clear(item);
            }
        } catch (StoreException e) {
            // A drive that no longer lets us in keeps what is its owner's anyway.
            if (e.kind() != StoreException.Kind.REFUSED || item.connectionId() == null) {
                throw e;
            }
        }
    }

    private List<MoveItem> itemsOf(UUID owner) {
        return call(() -> items.some(owner, BATCH));
    }

    @Override
    public boolean remains(UUID owner) {
        return jdbc.sql("""
                        select exists (select from uploads where owner_id = :owner)
                            or exists (select from move_items where owner_id = :owner)
                            or exists (select from documents where owner_id = :owner)
                            or exists (select from blobs_to_delete where owner_id = :owner)
                        """).param("owner", owner).query(Boolean.class).single();
    }

    private List<UploadRow> uploadsOf(UUID owner) {
        return call(() -> uploadRows.some(owner, BATCH));
    }

    private int forgetWords(UUID owner) {
        return jdbc.sql("""
                        delete from search_words where owner_id = :owner and word in (
                            select word from search_words where owner_id = :owner limit :limit
                        )
                        """).param("owner", owner).param("limit", WORDS).update();
    }

    /** One transaction after the other, until there is nothing left to do. */
    private void repeat(Supplier<Integer> step) {
        while (call(step) > 0) {
            // the step has done something, and there may be more
        }
    }

    private <T> T call(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(_ -> work.get()));
    }
}
