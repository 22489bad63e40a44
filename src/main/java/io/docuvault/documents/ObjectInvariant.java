package io.docuvault.documents;

import io.docuvault.documents.StoreSweep.Orphans;
import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.Inventory.FoundObject;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.util.Optional;
import org.springframework.stereotype.Component;

@Component
class ObjectInvariant implements Invariant {

    private final Stores stores;
    private final StoreSweep sweep;

    ObjectInvariant(Stores stores, StoreSweep sweep) {
        this.stores = stores;
        this.sweep = sweep;
    }

    @Override
    public String name() {
        return "objects";
    }

    @Override
    public String statement() {
        return "Each object in the server's own stores is a document's, or younger than an upload may take.";
    }

    @Override
    public void check(Findings findings) throws IOException {
        for (BlobStore store : stores.all()) {
            Optional<Orphans> orphans = sweep.orphans(store);
            if (orphans.isPresent()) {
                report(findings, store, orphans.get());
            } else {
                findings.skipped("store " + store.id(), "It can't say what it holds.");
            }
        }
    }

    private void report(Findings findings, BlobStore store, Orphans orphans) {
        findings.looked(orphans.seen());
        for (FoundObject orphan : orphans.found()) {
            String subject = "object " + orphan.ref().value() + " in the store " + store.id();
            if (orphans.areSuspicious()) {
                findings.violation(subject, "No document has it, as so many others. Was the database restored?");
            } else {
                findings.violation(subject, "No document has it.", () -> sweep.deleteIfUnknown(store, orphan));
            }
        }
    }
}
