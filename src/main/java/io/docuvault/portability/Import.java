package io.docuvault.portability;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.documents.DocumentImports;
import io.docuvault.documents.ImportedFacts;
import io.docuvault.portability.FactsRepository.Owner;
import io.docuvault.shared.Caller;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts documents and their facts into somebody's account: from an archive of {@link Export}, or from what paperless-ngx
 * exports. Nothing is ever deleted, and the same may be imported again, also after it was cut off in the middle.
 */
@Service
public class Import {

    private static final int MOST_TOLD = 1000;

    /**
     * What has come of it.
     *
     * @param taken documents that are new here
     * @param known documents whose bytes were here already; they have got facts that they lacked
     * @param failed documents that were not taken
     * @param problems why, in words; the first of them
     */
    public record Imported(long taken, long known, long failed, List<String> problems) {}

    /** One document of a source. */
    interface Item {

        /** What it is called where something goes wrong with it. */
        String label();

        String fileName();

        long size() throws IOException;

        String sha256() throws IOException;

        InputStream open() throws IOException;

        ImportedFacts facts();
    }

    /** Where documents come from, in turn. */
    interface Source extends AutoCloseable {

        /** Passes on each of them, and what can't even be read as one, in words. */
        void each(Consumer<Item> items, Consumer<String> problems) throws IOException;

        @Override
        void close() throws IOException;
    }

    private final FactsRepository repository;
    private final DocumentImports documents;
    private final ImportedTopics topics;
    private final AuditLog audit;
    private final TransactionTemplate transactions;

    Import(
            FactsRepository repository,
            DocumentImports documents,
            ImportedTopics topics,
            AuditLog audit,
            TransactionTemplate transactions) {
        this.repository = repository;
        this.documents = documents;
        this.topics = topics;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * From an archive.
     *
     * @param email whose account it goes to; of an archive of everybody's, the folder of the same address is taken
     * @param told after each document how many there were
     */
    public Imported archive(String email, Path archive, Consumer<Long> told) throws IOException {
        Owner owner = owner(email);
        return Caller.user(owner.id()).<Imported, IOException>call(() -> {
            try (Source source = ArchiveSource.open(archive, owner, topics)) {
                return take(owner, source, told);
            }
        });
    }

    /** From a directory that paperless-ngx's {@code document_exporter} has written. */
    public Imported paperless(String email, Path directory, Consumer<Long> told) throws IOException {
        if (!Files.isRegularFile(directory.resolve(PaperlessSource.MANIFEST))) {
            throw new IOException("There is no manifest.json in %s.".formatted(directory));
        }
        Owner owner = owner(email);
        return Caller.user(owner.id()).<Imported, IOException>call(() -> {
            try (Source source = new PaperlessSource(directory, owner.id(), topics)) {
                return take(owner, source, told);
            }
        });
    }

    private Owner owner(String email) {
        return Caller.system()
                .call(() -> read(() -> repository.owner(email)))
                .orElseThrow(
                        () -> new ProblemException(ErrorCode.NOT_FOUND, "Nobody here has the address " + email + "."));
    }

    private Imported take(Owner owner, Source source, Consumer<Long> told) throws IOException {
        Taking taking = new Taking(owner.id());
        source.each(
                item -> {
                    taking.take(item);
                    told.accept(taking.taken + taking.known + taking.failed);
                },
                taking::failed);
        Imported imported = new Imported(taking.taken, taking.known, taking.failed, List.copyOf(taking.problems));
        audit.recordAlone(AuditEvent.success("documents_imported", null, null)
                .about(owner.id())
                .with(Map.of("taken", imported.taken(), "known", imported.known(), "failed", imported.failed())));
        return imported;
    }

    private final class Taking {

        private final UUID owner;
        private final List<String> problems = new ArrayList<>();
        private long taken;
        private long known;
        private long failed;

        Taking(UUID owner) {
            this.owner = owner;
        }

        /** One that can't be taken does not keep the others. */
        void take(Item item) {
            try {
                Optional<UUID> same = documents.find(owner, item.sha256());
                UUID document = same.isPresent() ? same.get() : put(item);
                documents.merge(owner, document, same.isEmpty(), item.facts());
                if (same.isPresent()) {
                    known++;
                } else {
                    taken++;
                }
            } catch (DataIntegrityViolationException e) {
                failed("%s: a value in its facts can't be kept.".formatted(item.label()));
            } catch (IOException | ProblemException | IllegalArgumentException e) {
                failed("%s: %s".formatted(item.label(), e.getMessage()));
            }
        }

        private UUID put(Item item) throws IOException {
            try (InputStream bytes = item.open()) {
                return documents.take(owner, item.fileName(), item.size(), item.sha256(), bytes);
            }
        }

        void failed(String problem) {
            failed++;
            if (problems.size() < MOST_TOLD) {
                problems.add(problem);
            }
        }
    }

    private <T> T read(Supplier<T> query) {
        return Objects.requireNonNull(transactions.execute(_ -> query.get()));
    }
}
