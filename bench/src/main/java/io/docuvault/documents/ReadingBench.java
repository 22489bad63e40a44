package io.docuvault.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.shared.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.sax.BodyContentHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * How many documents become searchable in a second, from the first byte that is sent, beside Tika as it comes, which reads
 * the same files one after the other in this process and keeps nothing. Both recognise what is scanned with Tesseract,
 * where it is installed.
 */
@HttpTest
class ReadingBench {

    private static final int AT_ONCE = 4;
    private static final int MOST_CHARACTERS = 10_000_000;
    private static final Duration PATIENCE = Duration.ofHours(1);

    @Autowired
    private Api api;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    private final Map<UUID, Long> since = new HashMap<>();
    private long longest;

    @Test
    void documentsPerSecondUntilTheyAreSearchable() throws Exception {
        List<Path> files = files();
        Optional<Double> plain = Optional.empty();
        if (Boolean.parseBoolean(System.getProperty("bench.tika", "true"))) {
            // What is loaded once is loaded before.
            tika(files.subList(0, Math.min(10, files.size())));
            plain = Optional.of(perSecond("Tika alone", files.size(), tika(files)));
        }
        Vault anna = new Vault(api.newPerson());
        Caller.user(anna.person.id())
                .run(() -> transactions.executeWithoutResult(
                        _ -> jdbc.sql("update users set quota_bytes = 1000000000000").update()));
        anna.read(anna.upload("first.txt", Vault.text("The first starts a child.")));
        try (LiveHeap heap = new LiveHeap()) {
            long begun = System.nanoTime();
            List<String> refused = send(anna, files);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> read(anna));
            long took = System.nanoTime() - begun;
            double ours = perSecond("DocuVault", files.size() - refused.size(), took);
            plain.ifPresent(alone -> System.out.printf("%-12s %.2f of Tika alone%n", "ratio", ours / alone));
            System.out.printf("%-12s %s%n", "outcomes", outcomes(anna));
            System.out.printf("%-12s %s%n", "refused", refused);
            System.out.printf("%-12s %.1f s%n", "longest", longest / 1e9);
            System.out.printf("%-12s %d MB more live heap at most%n", "memory", heap.growth() >> 20);
        }
    }

    private static List<Path> files() throws IOException {
        Path folder = Path.of(System.getProperty("bench.files", "src/test/resources"));
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
            assertThat(files).as("files in " + folder.toAbsolutePath()).isNotEmpty();
            return files;
        }
    }

    private static double perSecond(String who, int documents, long nanos) {
        double rate = documents / (nanos / 1e9);
        System.out.printf("%-12s %d documents in %.1f s, %.2f a second%n", who, documents, nanos / 1e9, rate);
        return rate;
    }

    private static long tika(List<Path> files) {
        AutoDetectParser parser = new AutoDetectParser();
        int failed = 0;
        long begun = System.nanoTime();
        for (Path file : files) {
            Metadata metadata = new Metadata();
            metadata.set("resourceName", file.getFileName().toString());
            try (InputStream content = Files.newInputStream(file)) {
                parser.parse(content, new BodyContentHandler(MOST_CHARACTERS), metadata, new ParseContext());
            } catch (Exception | LinkageError _) {
                failed++;
            }
        }
        long took = System.nanoTime() - begun;
        System.out.printf("%-12s %d of %d files failed%n", "Tika alone", failed, files.size());
        return took;
    }

    /** As a browser does, some at a time; which were not taken. */
    private static List<String> send(Vault vault, List<Path> files) {
        return files.stream()
                .gather(Gatherers.mapConcurrent(AT_ONCE, file -> refusal(vault, file)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> refusal(Vault vault, Path file) {
        byte[] content = content(file);
        Vault.Answer answer = vault.announce(file.getFileName().toString(), content, Map.of());
        if (answer.status() == 201) {
            JsonNode upload = answer.body();
            upload.get("parts").forEach(part -> vault.sendPart(part, content));
            answer = vault.complete(upload, Map.of());
        }
        return answer.status() < 300 ? Optional.empty() : Optional.of(file.getFileName() + ": " + answer.code());
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether all have been read; notes on the way how long each took, waiting for its turn left out. */
    private boolean read(Vault vault) {
        long now = System.nanoTime();
        return Caller.user(vault.person.id())
                .call(() -> Boolean.TRUE.equals(transactions.execute(_ -> {
                    List<UUID> running = jdbc.sql("select id from jobs where kind = 'extract' and state = 'running'")
                            .query((row, _) -> row.getObject("id", UUID.class))
                            .list();
                    running.forEach(job -> longest = Math.max(longest, now - since.computeIfAbsent(job, _ -> now)));
                    return jdbc.sql("""
                                    select not exists (select from jobs
                                        where kind in ('verify', 'extract') and state in ('queued', 'running'))
                                    """)
                            .query(Boolean.class)
                            .single();
                })));
    }

    private Map<String, Integer> outcomes(Vault vault) {
        Map<String, Integer> outcomes = new HashMap<>();
        Caller.user(vault.person.id())
                .run(() -> transactions.executeWithoutResult(_ -> jdbc.sql("""
                                select status || coalesce(' ' || problem_code, '') as outcome, count(*) as documents
                                from documents group by 1
                                """)
                        .query(row -> {
                            outcomes.put(row.getString("outcome"), row.getInt("documents"));
                        })));
        return outcomes;
    }
}
