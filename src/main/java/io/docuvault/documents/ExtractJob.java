package io.docuvault.documents;

import io.docuvault.documents.DocumentSummary.Problem;
import io.docuvault.documents.DocumentWriter.Stored;
import io.docuvault.extraction.Extraction;
import io.docuvault.extraction.Extractor;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.JobQueue;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads a document: the child process works outside any transaction, what it found is written in one. */
@Component
class ExtractJob implements JobHandler {

    static final String KIND = "extract";

    private final DocumentWriter writer;
    private final ExtractionResults results;
    private final Extractor extractor;
    private final Stores stores;
    private final TransactionTemplate transactions;

    ExtractJob(
            DocumentWriter writer,
            ExtractionResults results,
            Extractor extractor,
            Stores stores,
            TransactionTemplate transactions) {
        this.writer = writer;
        this.results = results;
        this.extractor = extractor;
        this.stores = stores;
        this.transactions = transactions;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.DOCUMENTS;
    }

    @Override
    public void run(Job job) throws Exception {
        Optional<Stored> document = find(job.ownerId(), job.requireSubject());
        if (document.isPresent()) {
            Extraction extraction = readWhereItIs(document.get(), job.ownerId());
            transactions.executeWithoutResult(_ -> results.keep(job, extraction));
        }
    }

    @Override
    public void failed(Job job, JobFailure failure) {
        Problem problem = new Problem(failure.code(), failure.detail());
        writer.end(job.ownerId(), job.requireSubject(), DocumentStatus.FAILED, problem);
    }

    @Override
    public void retried(Job job) {
        writer.startReading(job.ownerId(), List.of(job.requireSubject()));
    }

    @SuppressWarnings("NullAway") // execute returns what the callback returns, which is never null here
    private Optional<Stored> find(UUID owner, UUID id) {
        return transactions.execute(_ -> writer.find(owner, id));
    }

    /** It may be moved just as it is read: then it is read where it has gone to. */
    private Extraction readWhereItIs(Stored document, UUID owner) throws IOException, InterruptedException {
        try {
            return read(document);
        } catch (JobFailure e) {
            Optional<Stored> now = find(owner, document.id());
            if (now.isEmpty() || now.get().blobRef().equals(document.blobRef())) {
                throw e;
            }
            return read(now.get());
        }
    }

    private Extraction read(Stored document) throws IOException, InterruptedException {
        BlobStore store = stores.get(document.store());
        BlobRef ref = new BlobRef(document.blobRef());
        Optional<Path> local = store.localFile(ref);
        if (local.isPresent()) {
            if (!Files.exists(local.get())) {
                throw missing();
            }
            return extractor.extract(local.get(), document.name());
        }
        Path copy = Files.createTempFile("docuvault", null);
        try (InputStream bytes = store.read(ref, 0, document.size())) {
            Files.copy(bytes, copy, StandardCopyOption.REPLACE_EXISTING);
            return extractor.extract(copy, document.name());
        } catch (NoSuchBlobException _) {
            throw missing();
        } catch (StoreException e) {
            if (e.kind() == Kind.CHANGED) {
                throw new JobFailure("file_changed", String.valueOf(e.getMessage()), e);
            }
            throw e;
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static JobFailure missing() {
        return new JobFailure("file_missing", "The file is no longer in its storage.");
    }
}
