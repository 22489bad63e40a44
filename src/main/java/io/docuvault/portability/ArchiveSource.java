package io.docuvault.portability;

import io.docuvault.classification.TopicImports.ImportedRule;
import io.docuvault.classification.TopicImports.ImportedTopic;
import io.docuvault.documents.DocumentTopic.DecidedBy;
import io.docuvault.documents.ImportedFacts;
import io.docuvault.documents.ImportedFacts.Label;
import io.docuvault.portability.FactsRepository.Owner;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An archive of {@link Export}. Nothing in it is unpacked to a place that it names: entries are looked up by their names
 * and read as streams, as far as their facts say.
 */
final class ArchiveSource implements Import.Source {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern FACTS = Pattern.compile("facts/documents-\\d{1,9}\\.jsonl");
    private static final String HEAD = "docuvault-export.json";
    private static final int MOST_TOPICS = 10_000;
    private static final int MOST_LABELS = 1000;

    private final ZipFile zip;
    private final String folder;
    private final UUID owner;
    private final ImportedTopics topics;
    private final Map<String, UUID> byTheirId = new HashMap<>();

    private ArchiveSource(ZipFile zip, String folder, UUID owner, ImportedTopics topics) {
        this.zip = zip;
        this.folder = folder;
        this.owner = owner;
        this.topics = topics;
    }

    /** @throws IOException with a sentence if it is no archive that can be read here */
    static ArchiveSource open(Path file, Owner owner, ImportedTopics topics) throws IOException {
        ZipFile zip = ZipFile.builder().setPath(file).get();
        try {
            JsonNode head = head(zip);
            if (!Export.FORMAT.equals(head.path("format").asString(""))
                    || head.path("version").asInt(0) != Export.VERSION) {
                throw new IOException("%s is no export that this DocuVault can read.".formatted(file));
            }
            for (String folder : List.of("", Export.folder(owner.email()))) {
                if (zip.getEntry(folder + "facts/topics.jsonl") != null) {
                    return new ArchiveSource(zip, folder, owner.id(), topics);
                }
            }
            throw new IOException("%s holds nothing of %s. To take somebody else's documents, export them alone."
                    .formatted(file, owner.email()));
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static JsonNode head(ZipFile zip) throws IOException {
        ZipArchiveEntry entry = zip.getEntry(HEAD);
        if (entry == null) {
            throw new IOException("This is no export: it has no " + HEAD + ".");
        }
        try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
            return parsed(Objects.requireNonNullElse(new Lines(in).next(), ""));
        }
    }

    @Override
    public void each(Consumer<Import.Item> items, Consumer<String> problems) throws IOException {
        topics(problems);
        List<ZipArchiveEntry> pages = StreamSupport.stream(
                        ((Iterable<ZipArchiveEntry>) () -> zip.getEntries().asIterator()).spliterator(), false)
                .filter(entry -> entry.getName().startsWith(folder)
                        && FACTS.matcher(entry.getName().substring(folder.length()))
                                .matches())
                .sorted(Comparator.comparing(ZipArchiveEntry::getName))
                .toList();
        for (ZipArchiveEntry page : pages) {
            try (InputStream in = new BufferedInputStream(zip.getInputStream(page))) {
                Lines lines = new Lines(in);
                for (String line = lines.next(); line != null; line = lines.next()) {
                    item(line, items, problems);
                }
            } catch (IOException e) {
                problems.accept("%s: %s".formatted(page.getName(), e.getMessage()));
            }
        }
    }

    private void item(String line, Consumer<Import.Item> items, Consumer<String> problems) {
        Entry entry;
        try {
            entry = new Entry(parsed(line));
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            problems.accept("A document's facts can't be read: " + e.getMessage());
            return;
        }
        items.accept(entry);
    }

    private void topics(Consumer<String> problems) throws IOException {
        ZipArchiveEntry entry = zip.getEntry(folder + "facts/topics.jsonl");
        try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
            Lines lines = new Lines(in);
            int number = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (++number > MOST_TOPICS) {
                    throw new IOException("The archive has more than %d topics.".formatted(MOST_TOPICS));
                }
                JsonNode topic = parsed(line);
                List<String> path = texts(topic.path("path"));
                if (!path.isEmpty()) {
                    topics.take(owner, imported(topic, path), problems)
                            .ifPresent(id -> byTheirId.put(topic.path("id").asString(""), id));
                }
            }
        }
    }

    private static ImportedTopic imported(JsonNode topic, List<String> path) {
        List<ImportedRule> rules = topic.path("rules")
                .valueStream()
                .map(rule -> new ImportedRule(
                        rule.path("field").asString(""),
                        rule.path("match").asString(""),
                        rule.path("pattern").asString(""),
                        rule.path("action").asString("")))
                .toList();
        return new ImportedTopic(
                path,
                text(topic, "description"),
                text(topic, "color"),
                texts(topic.path("aliases")),
                text(topic, "policy"),
                rules);
    }

    /** One document, whose facts have been read. */
    private final class Entry implements Import.Item {

        private final JsonNode json;
        private final String file;
        private final ImportedFacts facts;

        Entry(JsonNode json) throws IOException {
            this.json = json;
            this.file = text(json, "file") == null ? "" : json.path("file").asString("");
            this.facts = factsOf(json);
        }

        @Override
        public String label() {
            return file.isEmpty() ? json.path("id").asString("a document") : file;
        }

        @Override
        public String fileName() {
            return json.path("name").asString("");
        }

        @Override
        public long size() throws IOException {
            long size = json.path("size").asLong(-1);
            if (size < 0) {
                throw new IOException("The archive does not say how long it is.");
            }
            return size;
        }

        @Override
        public String sha256() {
            return json.path("sha256").asString("");
        }

        @Override
        public InputStream open() throws IOException {
            ZipArchiveEntry entry = zip.getEntry(folder + file);
            if (entry == null) {
                throw new IOException("The archive has no such file.");
            }
            return zip.getInputStream(entry);
        }

        @Override
        public ImportedFacts facts() {
            return facts;
        }
    }

    private ImportedFacts factsOf(JsonNode json) {
        String date = text(json, "date");
        String added = text(json, "added");
        return new ImportedFacts(
                text(json, "title"),
                json.path("titleChosen").asBoolean(false),
                date == null ? null : LocalDate.parse(date),
                json.path("dateChosen").asBoolean(false),
                text(json, "correspondent"),
                json.path("correspondentChosen").asBoolean(false),
                text(json, "summary"),
                text(json, "aiPolicy"),
                added == null ? null : OffsetDateTime.parse(added).toInstant(),
                text(json, "trashed") != null,
                labels(json.path("topics")));
    }

    private List<Label> labels(JsonNode array) {
        List<Label> labels = new ArrayList<>();
        for (JsonNode label : (Iterable<JsonNode>) array.valueStream().limit(MOST_LABELS)::iterator) {
            UUID topic = byTheirId.get(label.path("topic").asString(""));
            String state = label.path("state").asString("");
            // What was only suggested is suggested anew.
            if (topic != null && (state.equals("confirmed") || state.equals("rejected"))) {
                labels.add(new Label(
                        topic,
                        state.equals("confirmed"),
                        by(label.path("decidedBy").asString(""))));
            }
        }
        return List.copyOf(labels);
    }

    private static DecidedBy by(String name) {
        return Stream.of(DecidedBy.values())
                .filter(by -> by.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElse(DecidedBy.PERSON);
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream()
                .map(text -> text.asString("").strip())
                .filter(text -> !text.isEmpty())
                .limit(100)
                .toList();
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isString() ? value.asString() : null;
    }

    private static JsonNode parsed(String line) throws IOException {
        try {
            return JSON.readTree(line);
        } catch (RuntimeException e) {
            throw new IOException("That is no JSON.", e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
