package io.docuvault.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.audit.AuditFile.Header;
import io.docuvault.audit.AuditFile.Line;
import io.docuvault.audit.AuditFile.Signed;
import io.docuvault.shared.Digests;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Checks exports of the audit log by what stands in them: no database, no server. */
public final class AuditFileCheck {

    /** Longer than any line of ours: a file that is something else must not fill the memory. */
    private static final int LONGEST_LINE = 1 << 20;

    private static final int MOST_TOLD = 100;

    private AuditFileCheck() {}

    /**
     * What was found in a file.
     *
     * @param header null where there is none that can be read
     * @param entries how many were read
     * @param sha256 of the whole file
     * @param publicKey that it is signed with; empty where there is no signature
     * @param problems in sentences; none if all is well
     */
    public record Checked(
            @Nullable Header header, long entries, String sha256, String publicKey, List<String> problems) {}

    /** Reads a file to its end. */
    public static Checked check(InputStream file) throws IOException {
        Reading reading = new Reading();
        try (BufferedInputStream in = new BufferedInputStream(file)) {
            byte[] line = next(in);
            while (line.length > 0) {
                byte[] following = next(in);
                reading.line(line, following.length == 0);
                line = following;
            }
        }
        return reading.end();
    }

    /**
     * What does not fit between files that were checked, whatever their order.
     *
     * @return sentences; none if they follow each other without a gap
     */
    public static List<String> continuity(List<Checked> files) {
        List<Checked> sorted = files.stream()
                .filter(file -> file.header() != null)
                .sorted(Comparator.comparingLong(file -> header(file).number()))
                .toList();
        List<String> problems = new ArrayList<>();
        for (int i = 1; i < sorted.size(); i++) {
            follow(sorted.get(i - 1), sorted.get(i), problems);
        }
        return problems;
    }

    private static void follow(Checked before, Checked after, List<String> problems) {
        Header first = header(before);
        Header second = header(after);
        if (second.number() == first.number()) {
            if (!before.sha256().equals(after.sha256())) {
                problems.add("There are two different exports with the number %d.".formatted(first.number()));
            }
        } else if (second.number() != first.number() + 1) {
            problems.add("The exports between number %d and number %d are not here."
                    .formatted(first.number(), second.number()));
        } else if (!before.sha256().equals(second.previousSha256())
                || !first.head().is(second.previous())) {
            problems.add("Export %d does not follow from export %d.".formatted(second.number(), first.number()));
        }
    }

    private static Header header(Checked file) {
        return Objects.requireNonNull(file.header());
    }

    /** The next line with its line feed, or what is left; empty at the end. */
    private static byte[] next(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0) {
            line.write(next);
            if (next == '\n' || line.size() > LONGEST_LINE) {
                break;
            }
            next = in.read();
        }
        return line.toByteArray();
    }

    private static final class Reading {

        private final MessageDigest digest = Digests.sha256();
        private final List<String> problems = new ArrayList<>();
        private @Nullable Header header;
        private @Nullable ChainWalk walk;
        private @Nullable Signed signed;
        private boolean unreadable;
        private long entries;

        void line(byte[] bytes, boolean last) {
            if (!unreadable) {
                try {
                    read(new String(bytes, UTF_8), last);
                } catch (JacksonException | IllegalArgumentException _) {
                    // Of what follows nothing can be told any more.
                    unreadable = true;
                    problem("Line %d can't be read; it is no export of ours, or was changed.".formatted(entries + 2));
                }
            }
            digest.update(bytes);
        }

        private void read(String text, boolean last) {
            if (header == null) {
                begin(AuditFile.JSON.readValue(text, Header.class));
            } else if (last) {
                signature(AuditFile.JSON.readValue(text, Signed.class));
            } else {
                Line line = AuditFile.JSON.readValue(text, Line.class);
                ChainWalk chain = Objects.requireNonNull(walk);
                entries++;
                chain.step(line.entry(), chain.place().hash(), HexFormat.of().parseHex(line.hash()));
            }
        }

        private void begin(Header read) {
            if (!AuditFile.FORMAT.equals(read.format())) {
                throw new IllegalArgumentException("Another format");
            }
            header = read;
            walk = new ChainWalk(read.previous(), (subject, problem) -> problem(subject + ": " + problem));
            if (read.version() != AuditFile.VERSION) {
                problem("It is of version %d, which this program does not know.".formatted(read.version()));
            }
        }

        private void signature(Signed read) {
            if (read.sha256() == null || read.publicKey() == null || read.signature() == null) {
                return;
            }
            signed = read;
            if (!HexFormat.of().formatHex(copy().digest()).equals(read.sha256())) {
                problem("It was changed after it was signed.");
            }
            if (!AuditFile.isSigned(read)) {
                problem("Its signature is not right.");
            }
        }

        Checked end() {
            if (header == null) {
                problem("It is empty or no export of the audit log.");
            } else if (!unreadable) {
                Objects.requireNonNull(walk).end(header.head());
                if (header.entries() != entries) {
                    problem("It should hold %d entries and holds %d.".formatted(header.entries(), entries));
                }
            }
            if (signed == null) {
                problem("It ends without a signature.");
            }
            return new Checked(
                    header,
                    entries,
                    HexFormat.of().formatHex(digest.digest()),
                    signed == null ? "" : signed.publicKey(),
                    List.copyOf(problems));
        }

        private void problem(String sentence) {
            if (problems.size() < MOST_TOLD) {
                problems.add(sentence);
            }
        }

        private MessageDigest copy() {
            try {
                return (MessageDigest) digest.clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("Every SHA-256 of ours can be copied", e);
            }
        }
    }
}
