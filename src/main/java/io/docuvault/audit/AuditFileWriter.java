package io.docuvault.audit;

import io.docuvault.audit.AuditEntryRows.Link;
import io.docuvault.audit.AuditFile.Header;
import io.docuvault.audit.AuditFile.Line;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Digests;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes exports of the audit log, a batch of entries at a time. */
@Service
public class AuditFileWriter {

    private static final int BATCH = 1000;

    private final AuditEntryRows rows;
    private final TransactionTemplate transactions;

    AuditFileWriter(AuditEntryRows rows, TransactionTemplate transactions) {
        this.rows = rows;
        this.transactions = transactions;
    }

    /** Where the chain begins and ends at this moment. */
    public record Range(ChainPlace anchor, ChainPlace head) {}

    /** The file while it is read, once; what {@link #sha256} and {@link #bytes} answer is right after its end. */
    public static final class Stream {

        private final InputStream in;
        private final MessageDigest digest = Digests.sha256();
        private long bytes;

        private Stream(Function<Stream, InputStream> content) {
            this.in = content.apply(this);
        }

        public InputStream in() {
            return in;
        }

        /** Of the whole file, in hexadecimal. */
        public String sha256() {
            return HexFormat.of().formatHex(copy().digest());
        }

        public long bytes() {
            return bytes;
        }

        private InputStream counted(byte[] part) {
            digest.update(part);
            bytes += part.length;
            return new ByteArrayInputStream(part);
        }

        private MessageDigest copy() {
            try {
                return (MessageDigest) digest.clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("Every SHA-256 of ours can be copied", e);
            }
        }
    }

    public Range range() {
        return read(() -> new Range(rows.anchor(), rows.head()));
    }

    /** The entry's place in the chain, where it is still there. */
    public Optional<ChainPlace> place(long seq) {
        return read(() -> rows.links(seq - 1, seq, 1).stream()
                .map(link -> new ChainPlace(seq, link.hash()))
                .findFirst());
    }

    /** What stands in the log between the two places that a header names. */
    public Stream write(Header header, KeyPair key) {
        return new Stream(stream -> new SequenceInputStream(new Parts(stream, header, key)));
    }

    /** The header, as many batches of entries as there are, and the signature, each made when it is wanted. */
    @SuppressWarnings("JdkObsolete") // SequenceInputStream takes nothing else.
    private final class Parts implements Enumeration<InputStream> {

        private final Stream stream;
        private final Header header;
        private final KeyPair key;
        private @Nullable Long after;
        private boolean entriesDone;
        private boolean done;

        Parts(Stream stream, Header header, KeyPair key) {
            this.stream = stream;
            this.header = header;
            this.key = key;
        }

        @Override
        public boolean hasMoreElements() {
            return !done;
        }

        @Override
        public InputStream nextElement() {
            if (done) {
                throw new NoSuchElementException();
            }
            if (after == null) {
                after = header.previousSeq();
                return stream.counted(AuditFile.line(header));
            }
            if (!entriesDone) {
                return entries(after);
            }
            done = true;
            return stream.counted(AuditFile.line(AuditFile.sign(stream.sha256(), key.getPrivate(), key.getPublic())));
        }

        private InputStream entries(long from) {
            List<Link> links = read(() -> rows.links(from, header.lastSeq(), BATCH));
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            links.forEach(link -> lines.writeBytes(AuditFile.line(Line.of(link))));
            entriesDone = links.size() < BATCH;
            after = links.isEmpty() ? from : links.getLast().entry().seq();
            return stream.counted(lines.toByteArray());
        }
    }

    private <T> T read(Supplier<T> work) {
        return Objects.requireNonNull(Caller.system().call(() -> transactions.execute(_ -> work.get())));
    }
}
