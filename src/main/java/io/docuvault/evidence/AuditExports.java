package io.docuvault.evidence;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditFile.Header;
import io.docuvault.audit.AuditFileWriter;
import io.docuvault.audit.AuditLog;
import io.docuvault.audit.ChainPlace;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Cursor;
import io.docuvault.shared.Ids;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.Staged;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Exports of the audit log. Each lies in the store that new documents go to, under a key that is used once, and holds what
 * was written since the one before it. The row that tells of it is written after the file, and counts.
 */
@Service
public class AuditExports {

    private static final Logger log = LoggerFactory.getLogger(AuditExports.class);

    private final AuditFileWriter files;
    private final AuditExportKeys keys;
    private final AuditExportRepository repository;
    private final Stores stores;
    private final Jobs jobs;
    private final AuditLog audit;
    private final EvidenceSettings settings;
    private final TransactionTemplate transactions;
    private final Clock clock;

    AuditExports(
            AuditFileWriter files,
            AuditExportKeys keys,
            AuditExportRepository repository,
            Stores stores,
            Jobs jobs,
            AuditLog audit,
            EvidenceSettings settings,
            TransactionTemplate transactions,
            Clock clock) {
        this.files = files;
        this.keys = keys;
        this.repository = repository;
        this.stores = stores;
        this.jobs = jobs;
        this.audit = audit;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Has an export made soon. */
    public void request() {
        asSystem(() -> {
            jobs.enqueueUnlessWaiting(new NewJob(AuditExportJob.KIND, NewJob.NOBODY, null), Duration.ZERO);
            return true;
        });
    }

    /** Newest first. */
    public Page<AuditExport> page(@Nullable String after, int limit) {
        long before;
        try {
            before = after == null ? Long.MAX_VALUE : Long.parseLong(after);
        } catch (NumberFormatException _) {
            throw Cursor.invalid();
        }
        return asSystem(
                () -> Page.of(repository.before(before, limit + 1), limit, export -> String.valueOf(export.number())));
    }

    /**
     * An export by its number.
     *
     * @throws ProblemException if there is none
     */
    public AuditExport find(long number) {
        return asSystem(() -> repository.find(number)).orElseThrow(ProblemException::notFound);
    }

    /** Reads the file of an export. */
    public InputStream open(AuditExport export) throws IOException {
        return stores.get(export.store()).read(export.ref(), 0, export.byteSize());
    }

    /** How long entries stay in the database; empty for ever. */
    public Optional<Duration> retention() {
        return Optional.ofNullable(settings.retention());
    }

    /** @param settle begins the transaction that writes the row: that this attempt still counts */
    AuditExport write(Runnable settle) throws IOException {
        Optional<AuditExport> before = asSystem(repository::last);
        AuditFileWriter.Range range = files.range();
        ChainPlace previous = before.map(export ->
                        new ChainPlace(export.lastSeq(), HexFormat.of().parseHex(export.headHash())))
                .orElse(range.anchor());
        AuditExportKeys.Key key = keys.signing();
        Header header = Header.of(
                before.map(AuditExport::number).orElse(0L) + 1,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                previous,
                range.head(),
                before.map(AuditExport::sha256).orElse(null),
                key.id());
        AuditFileWriter.Stream file = files.write(header, key.pair());
        BlobStore store = stores.preferred();
        BlobRef ref = put(store, file);
        AuditExport export = new AuditExport(
                header.number(),
                header.writtenAt(),
                header.previousSeq(),
                header.lastSeq(),
                header.previousHash(),
                header.headHash(),
                header.previousSha256(),
                file.sha256(),
                file.bytes(),
                store.id(),
                ref,
                key.id());
        asSystem(() -> {
            settle.run();
            repository.insert(export);
            return true;
        });
        log.info("The audit log was exported up to entry {}", export.lastSeq());
        return export;
    }

    /** Belongs to nobody whom the sweep of the stores knows, and is therefore left alone by it. */
    private static BlobRef put(BlobStore store, AuditFileWriter.Stream file) throws IOException {
        Staged staged = store.stage(Ids.next(), file.in(), OptionalLong.empty());
        return store.promote(staged, new BlobKey(NewJob.NOBODY, Ids.next(), UUID.randomUUID(), ".jsonl"));
    }

    /** Lets go of entries that are old enough and were exported. */
    void forgetOld() {
        if (settings.retention() != null) {
            forgetBefore(clock.instant().minus(settings.retention()));
        }
    }

    /** Lets go of what exports hold that were written before a time; how many entries. */
    long forgetBefore(Instant time) {
        return asSystem(() -> {
            long gone = repository.forgetExportedBefore(time);
            if (gone > 0) {
                audit.record(
                        AuditEvent.success("audit_entries_removed", null, null).with(Map.of("entries", gone)));
            }
            return gone;
        });
    }

    private <T> T asSystem(Supplier<T> work) {
        return Objects.requireNonNull(Caller.system().call(() -> transactions.execute(_ -> work.get())));
    }
}
