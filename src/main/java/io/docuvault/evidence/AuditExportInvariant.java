package io.docuvault.evidence;

import io.docuvault.audit.AuditFileCheck;
import io.docuvault.audit.AuditFileWriter;
import io.docuvault.audit.ChainPlace;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Compares the audit log with its exports, and these with each other. */
@Component
class AuditExportInvariant implements Invariant {

    private static final int BATCH = 100;

    private final AuditExportRepository repository;
    private final AuditExports exports;
    private final AuditExportKeys keys;
    private final AuditFileWriter log;
    private final Stores stores;
    private final TransactionTemplate transactions;

    AuditExportInvariant(
            AuditExportRepository repository,
            AuditExports exports,
            AuditExportKeys keys,
            AuditFileWriter log,
            Stores stores,
            TransactionTemplate transactions) {
        this.repository = repository;
        this.exports = exports;
        this.keys = keys;
        this.log = log;
        this.stores = stores;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "audit-exports";
    }

    @Override
    public String statement() {
        return "Each export of the audit log follows from the one before it, is signed, and says what the log says.";
    }

    @Override
    public void check(Findings findings) {
        ChainPlace anchor = log.range().anchor();
        boolean anchored = anchor.seq() == 0;
        Set<String> known = new HashSet<>(keys.publicKeys());
        AuditExport before = null;
        List<AuditExport> batch;
        do {
            long number = before == null ? 0 : before.number();
            batch = Objects.requireNonNull(
                    Caller.system().call(() -> transactions.execute(_ -> repository.after(number, BATCH))));
            for (AuditExport export : batch) {
                findings.looked(1);
                Look look = new Look(findings, export, anchor, known);
                look.follows(before);
                look.agreesWithTheLog();
                look.file();
                anchored |= look.is(anchor);
                before = export;
            }
        } while (batch.size() == BATCH);
        if (!anchored) {
            findings.violation("entry " + anchor.seq(), "Entries up to it were removed without having been exported.");
        }
    }

    /** A look at one export. */
    private final class Look {

        private final Findings findings;
        private final AuditExport export;
        private final ChainPlace anchor;
        private final Set<String> keys;
        private final String subject;

        Look(Findings findings, AuditExport export, ChainPlace anchor, Set<String> keys) {
            this.findings = findings;
            this.export = export;
            this.anchor = anchor;
            this.keys = keys;
            this.subject = "export " + export.number();
        }

        boolean is(ChainPlace place) {
            return export.lastSeq() == place.seq()
                    && export.headHash().equals(HexFormat.of().formatHex(place.hash()));
        }

        void follows(@Nullable AuditExport before) {
            boolean follows = before == null
                    ? export.number() == 1
                    : export.number() == before.number() + 1
                            && export.previousSeq() == before.lastSeq()
                            && export.previousHash().equals(before.headHash())
                            && before.sha256().equals(export.previousSha256());
            if (!follows) {
                findings.violation(subject, "It does not follow from the export before it.");
            }
        }

        void agreesWithTheLog() {
            if (export.lastSeq() <= anchor.seq()) {
                return;
            }
            if (log.place(export.lastSeq()).filter(this::is).isEmpty()) {
                findings.violation(subject, "The log holds another entry %d now.".formatted(export.lastSeq()));
            }
        }

        void file() {
            try {
                OptionalLong length = stores.get(export.store()).length(export.ref());
                if (length.isEmpty()) {
                    findings.violation(subject, "Its file is gone.");
                } else if (length.getAsLong() != export.byteSize()) {
                    findings.violation(subject, "Its file has another length.");
                } else if (findings.thorough()) {
                    content();
                }
            } catch (NoSuchBlobException _) {
                findings.violation(subject, "Its file is gone.");
            } catch (IOException _) {
                findings.skipped(subject, "Its store can't be reached.");
            }
        }

        private void content() throws IOException {
            AuditFileCheck.Checked file = AuditFileCheck.check(exports.open(export));
            file.problems().forEach(problem -> findings.violation(subject, problem));
            if (!file.sha256().equals(export.sha256())) {
                findings.violation(subject, "Its file holds other bytes than were written.");
            }
            if (!keys.contains(file.publicKey())) {
                findings.violation(subject, "It is signed with a key that is not this server's.");
            }
        }
    }
}
