package io.docuvault.portability;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.portability.FactsRepository.Owner;
import io.docuvault.portability.FactsRepository.Place;
import io.docuvault.portability.FactsRepository.Row;
import io.docuvault.shared.Caller;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what belongs to a user, or to all of them, as one archive while it is read: a page of facts, then the files of
 * that page, and so on, so that neither memory nor a transaction grows with what there is.
 */
@Service
public class Export {

    static final String FORMAT = "docuvault-export";
    static final int VERSION = 1;

    private static final int PAGE = 100;
    private static final int BUFFER = 128 * 1024;

    private final FactsRepository repository;
    private final Stores stores;
    private final AuditLog audit;
    private final TransactionTemplate transactions;
    private final JsonMapper json;
    private final Clock clock;

    Export(
            FactsRepository repository,
            Stores stores,
            AuditLog audit,
            TransactionTemplate transactions,
            JsonMapper json,
            Clock clock) {
        this.repository = repository;
        this.stores = stores;
        this.audit = audit;
        this.transactions = transactions;
        this.json = json;
        this.clock = clock;
    }

    /**
     * What was written.
     *
     * @param problems documents whose file could not be read, in words
     */
    public record Exported(long accounts, long documents, long bytes, List<String> problems) {}

    /**
     * Everything of one user.
     *
     * @param origin who asked for it over HTTP; null for a command
     */
    void write(UUID owner, OutputStream out, AuditEvent.@Nullable Origin origin) throws IOException {
        // Before: whoever cuts it off has got something all the same.
        asSystem(() -> {
            audit.record(AuditEvent.success("documents_exported", owner, origin).about(owner));
            return owner;
        });
        Caller.user(owner).<Exported, IOException>call(() -> write(out, archive -> archive.account("", owner)));
    }

    /**
     * Everything of the user who has this address.
     *
     * @throws ProblemException if nobody has
     */
    public Exported write(String email, OutputStream out) throws IOException {
        Owner owner = asSystem(() -> repository.owner(email)).orElseThrow(ProblemException::notFound);
        Exported exported = Caller.user(owner.id())
                .<Exported, IOException>call(() -> write(out, archive -> archive.account("", owner.id())));
        asSystem(() -> {
            audit.record(AuditEvent.success("documents_exported", null, null).about(owner.id()));
            return exported;
        });
        return exported;
    }

    /** Everything of everybody, each in a folder that is called by the address. */
    public Exported writeAll(OutputStream out) throws IOException {
        Exported exported = write(out, archive -> {
            UUID after = new UUID(0, 0);
            for (List<Owner> page = owners(after); !page.isEmpty(); page = owners(after)) {
                for (Owner owner : page) {
                    Caller.user(owner.id()).<Void, IOException>call(() -> {
                        archive.account(folder(owner.email()), owner.id());
                        return null;
                    });
                }
                after = page.getLast().id();
            }
        });
        asSystem(() -> {
            audit.record(
                    AuditEvent.success("documents_exported", null, null).with(Map.of("accounts", exported.accounts())));
            return exported;
        });
        return exported;
    }

    static String folder(String email) {
        return email.replaceAll("[^\\p{L}\\p{N}@._+-]", "_") + "/";
    }

    private List<Owner> owners(UUID after) {
        return asSystem(() -> repository.owners(after, PAGE));
    }

    private interface Content {
        void write(Archive archive) throws IOException;
    }

    private Exported write(OutputStream out, Content content) throws IOException {
        ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out);
        // Much of it is compressed already.
        zip.setLevel(Deflater.BEST_SPEED);
        zip.setUseZip64(Zip64Mode.AsNeeded);
        Archive archive = new Archive(zip);
        archive.text(
                "docuvault-export.json",
                json.writeValueAsString(Map.of(
                        "format",
                        FORMAT,
                        "version",
                        VERSION,
                        "made",
                        clock.instant().toString())));
        content.write(archive);
        archive.text(
                "complete.json",
                json.writeValueAsString(Map.of(
                        "accounts", archive.accounts, "documents", archive.documents, "problems", archive.problems)));
        zip.finish();
        zip.flush();
        return new Exported(archive.accounts, archive.documents, archive.bytes, List.copyOf(archive.problems));
    }

    private final class Archive {

        private final ZipArchiveOutputStream zip;
        private final List<String> problems = new ArrayList<>();
        private long accounts;
        private long documents;
        private long bytes;

        Archive(ZipArchiveOutputStream zip) {
            this.zip = zip;
        }

        void account(String folder, UUID owner) throws IOException {
            accounts++;
            text(folder + "facts/account.json", read(() -> repository.account(owner)));
            text(folder + "facts/topics.jsonl", lines(read(() -> repository.topics(owner))));
            ArchiveNames names = new ArchiveNames();
            int number = 0;
            List<Place> order = read(() -> repository.order(owner));
            for (int from = 0; from < order.size(); from += PAGE) {
                List<Place> places = order.subList(from, Math.min(order.size(), from + PAGE));
                List<UUID> ids = places.stream().map(Place::id).toList();
                Map<UUID, Row> rows = read(() -> repository.documents(owner, ids)).stream()
                        .collect(Collectors.toMap(Row::id, Function.identity()));
                page(
                        folder,
                        names,
                        ++number,
                        places.stream()
                                .filter(place -> rows.containsKey(place.id()))
                                .toList(),
                        rows);
            }
        }

        private void page(String folder, ArchiveNames names, int number, List<Place> places, Map<UUID, Row> rows)
                throws IOException {
            List<String> facts = new ArrayList<>();
            List<String> files = new ArrayList<>();
            List<Row> page = new ArrayList<>();
            for (Place place : places) {
                Row row = Objects.requireNonNull(rows.get(place.id()));
                page.add(row);
                String file = names.of(place.filedOn(), row.title(), row.name(), row.trashed());
                files.add(file);
                facts.add(json.writeValueAsString(((ObjectNode) json.readTree(row.facts())).put("file", file)));
            }
            text(folder + "facts/documents-%06d.jsonl".formatted(number), lines(facts));
            for (int i = 0; i < page.size(); i++) {
                file(folder + files.get(i), page.get(i));
            }
        }

        private void file(String name, Row row) throws IOException {
            InputStream opened;
            try {
                opened = stores.get(row.store()).read(new BlobRef(row.blobRef()), 0, row.sizeBytes());
            } catch (StoreException e) {
                problems.add("%s: %s".formatted(name, e.getMessage()));
                return;
            }
            try (InputStream in = opened) {
                ZipArchiveEntry entry = new ZipArchiveEntry(name);
                entry.setSize(row.sizeBytes());
                entry.setLastModifiedTime(FileTime.from(clock.instant()));
                zip.putArchiveEntry(entry);
                byte[] buffer = new byte[BUFFER];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    zip.write(buffer, 0, read);
                    bytes += read;
                }
                zip.closeArchiveEntry();
            }
            documents++;
        }

        void text(String name, String content) throws IOException {
            ZipArchiveEntry entry = new ZipArchiveEntry(name);
            entry.setLastModifiedTime(FileTime.from(clock.instant()));
            zip.putArchiveEntry(entry);
            zip.write(content.getBytes(UTF_8));
            zip.closeArchiveEntry();
        }
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private <T> T read(Supplier<T> query) {
        return Objects.requireNonNull(transactions.execute(_ -> query.get()));
    }

    private <T> T asSystem(Supplier<T> work) {
        return Caller.system().call(() -> read(work));
    }
}
