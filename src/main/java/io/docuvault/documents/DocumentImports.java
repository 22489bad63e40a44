package io.docuvault.documents;

import io.docuvault.documents.Activation.Wishes;
import io.docuvault.documents.DocumentWriter.Description;
import io.docuvault.shared.Digests;
import io.docuvault.shared.ProblemException;
import io.docuvault.shared.Times;
import io.docuvault.storage.Staged;
import io.docuvault.storage.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes documents out of an archive, with what it says of them. May be repeated: bytes that the owner has are not taken
 * again, and what a person has chosen here stays.
 */
@Service
public class DocumentImports {

    private static final UUID NONE = new UUID(0, 0);
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> POLICIES = Set.of("never", "local", "any");

    private final Uploads uploads;
    private final UploadEnds ends;
    private final Activation activation;
    private final DocumentRows rows;
    private final DocumentWriter writer;
    private final Descriptions descriptions;
    private final DocumentTopics topics;
    private final Stores stores;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Clock clock;

    DocumentImports(
            Uploads uploads,
            UploadEnds ends,
            Activation activation,
            DocumentRows rows,
            DocumentWriter writer,
            Descriptions descriptions,
            DocumentTopics topics,
            Stores stores,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Clock clock) {
        this.uploads = uploads;
        this.ends = ends;
        this.activation = activation;
        this.rows = rows;
        this.writer = writer;
        this.descriptions = descriptions;
        this.topics = topics;
        this.stores = stores;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The caller's document with these bytes, be it in the trash; empty if there is none. */
    public Optional<UUID> find(UUID owner, String sha256) {
        return SHA_256.matcher(sha256).matches()
                ? read(() -> rows.findSame(owner, sha256, NONE).map(DocumentRows.Same::id))
                : Optional.empty();
    }

    /**
     * Takes a file into the server's own store, as an upload is taken: room is reserved before bytes are written, and
     * what has come is verified.
     *
     * @param size that the file has to have; not a byte more is read
     * @param sha256 that it has to have
     * @throws ProblemException if it is not taken: there is no room, it is too large, or the owner has it already
     * @throws IOException if it is another file than was said, or can't be read or stored
     */
    public UUID take(UUID owner, String name, long size, String sha256, InputStream bytes) throws IOException {
        uploads.requireSize(size);
        UploadRow intent = uploads.createPassedOn(owner);
        try {
            UploadRow named = uploads.place(intent, FileNames.display(name), null);
            uploads.reserve(named, size);
            MessageDigest digest = Digests.sha256();
            Staged staged = stores.get(named.store())
                    .stage(named.id(), new DigestInputStream(new Bounded(bytes, size), digest), OptionalLong.of(size));
            if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
                throw new IOException("The file holds other bytes than the archive says.");
            }
            UploadRow upload = uploads.keepStaged(named, staged);
            StagedContent content;
            try (InputStream again = stores.get(upload.store()).openStaged(staged)) {
                content = StagedContent.of(again, upload.name());
            }
            activation.activate(upload, staged, content, new Wishes(null, List.of(), false), () -> {});
            return upload.documentId();
        } catch (IOException | RuntimeException e) {
            ends.end(intent, UploadState.ABORTED);
            throw e;
        }
    }

    /**
     * Adds to a document what an archive says of it.
     *
     * @param isNew whether it has just been taken: only then does it go to the trash, if it lay there
     */
    public void merge(UUID owner, UUID document, boolean isNew, ImportedFacts facts) {
        transactions.executeWithoutResult(_ -> {
            // Decisions about topics are locked before documents, as everywhere.
            topics.countDecision(owner);
            writer.lock(owner, document).ifPresent(stored -> {
                descriptions.put(owner, stored, merged(stored.description(), facts));
                date(owner, document, isNew, facts);
                policy(owner, document, facts);
                if (label(owner, document, facts)) {
                    topics.changed(owner, List.of(document));
                }
            });
        });
    }

    private static Description merged(Description now, ImportedFacts facts) {
        String title = line(facts.title());
        String correspondent = line(facts.correspondent());
        boolean takesTitle = !now.titleChosen() && facts.titleChosen() && title != null;
        boolean takesDate = !now.dateChosen() && (facts.dateChosen() || now.date() == null);
        boolean takesCorrespondent =
                !now.correspondentChosen() && (facts.correspondentChosen() || now.correspondent() == null);
        return new Description(
                takesTitle ? Objects.requireNonNull(title) : now.title(),
                now.titleChosen() || takesTitle,
                takesDate ? facts.date() : now.date(),
                now.dateChosen() || facts.dateChosen(),
                takesCorrespondent ? correspondent : now.correspondent(),
                now.correspondentChosen() || facts.correspondentChosen(),
                now.summary() == null ? line(facts.summary()) : now.summary());
    }

    private static @Nullable String line(@Nullable String text) {
        return text == null || text.isBlank() ? null : Titles.oneLine(text);
    }

    /** The earlier of two days on which it came is right: the later one is that of a copy. */
    private void date(UUID owner, UUID document, boolean isNew, ImportedFacts facts) {
        jdbc.sql("""
                        update documents set created_at = least(created_at, coalesce(:added, created_at)),
                            trashed_at = case when :trash then :now else trashed_at end
                        where id = :id and owner_id = :owner
                        """)
                .param("added", Times.column(facts.added()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("trash", isNew && facts.trashed())
                .param("now", Times.column(clock.instant()))
                .param("id", document)
                .param("owner", owner)
                .update();
    }

    private void policy(UUID owner, UUID document, ImportedFacts facts) {
        if (facts.aiPolicy() != null && POLICIES.contains(facts.aiPolicy())) {
            jdbc.sql("""
                            insert into document_ai_policies (document_id, owner_id, policy)
                            values (:id, :owner, :policy) on conflict do nothing
                            """)
                    .param("id", document)
                    .param("owner", owner)
                    .param("policy", facts.aiPolicy())
                    .update();
        }
    }

    private boolean label(UUID owner, UUID document, ImportedFacts facts) {
        int changed = 0;
        for (ImportedFacts.Label label : facts.labels()) {
            changed += jdbc.sql("""
                            insert into document_topics (document_id, topic_id, owner_id, state, decided_by, decided_at,
                                created_at)
                            values (:document, :topic, :owner, :state, :by, :now, :now)
                            on conflict (document_id, topic_id) do update
                            set state = excluded.state, decided_by = excluded.decided_by, decided_at = excluded.decided_at
                            where document_topics.decided_by is null
                                or (document_topics.decided_by <> 'person' and excluded.decided_by = 'person')
                            """)
                    .param("document", document)
                    .param("topic", label.topic())
                    .param("owner", owner)
                    .param("state", label.confirmed() ? "confirmed" : "rejected")
                    .param(
                            "by",
                            label.confirmed() ? label.decidedBy().name().toLowerCase(java.util.Locale.ROOT) : "person")
                    .param("now", Times.column(clock.instant()))
                    .update();
        }
        return changed > 0;
    }

    private <T> T read(java.util.function.Supplier<T> query) {
        return Objects.requireNonNull(transactions.execute(_ -> query.get()));
    }

    /** Fails as soon as there is more than was said, whatever an archive unpacks to. */
    private static final class Bounded extends java.io.FilterInputStream {

        private long left;

        Bounded(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new IOException("The file is longer than the archive says.");
            }
            return read;
        }
    }
}
