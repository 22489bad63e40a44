package io.docuvault.portability;

import io.docuvault.classification.TopicImports.ImportedTopic;
import io.docuvault.documents.DocumentTopic.DecidedBy;
import io.docuvault.documents.ImportedFacts;
import io.docuvault.documents.ImportedFacts.Label;
import io.docuvault.shared.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What paperless-ngx's {@code document_exporter} writes: {@code manifest.json}, an array of Django's serialized models,
 * and the files that it names (see "The document exporter" in paperless-ngx's administration guide). Tags and document
 * types become topics. The array is read twice, piece by piece: first what documents refer to, then documents.
 */
final class PaperlessSource implements Import.Source {

    static final String MANIFEST = "manifest.json";

    /** One element of an array is followed by the next. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path root;
    private final UUID owner;
    private final ImportedTopics topics;
    private final Map<String, String> correspondents = new HashMap<>();
    private final Map<String, JsonNode> tags = new HashMap<>();
    private final Map<String, UUID> topicOf = new HashMap<>();

    PaperlessSource(Path root, UUID owner, ImportedTopics topics) {
        this.root = root;
        this.owner = owner;
        this.topics = topics;
    }

    @Override
    public void each(Consumer<Import.Item> items, Consumer<String> problems) throws IOException {
        List<JsonNode> types = new ArrayList<>();
        models(model -> {
            switch (model.path("model").asString("")) {
                case "documents.correspondent" ->
                    correspondents.put(pk(model), model.at("/fields/name").asString(""));
                case "documents.tag" -> tags.put(pk(model), model);
                case "documents.documenttype" -> types.add(model);
                default -> {}
            }
        });
        for (JsonNode tag : tags.values()) {
            take("tag", tag, path(tag), problems);
        }
        for (JsonNode type : types) {
            take("type", type, List.of(type.at("/fields/name").asString("")), problems);
        }
        models(model -> {
            if (model.path("model").asString("").equals("documents.document")
                    && !model.at("/fields/deleted_at").isString()) {
                items.accept(new Document(model));
            }
        });
    }

    private void take(String kind, JsonNode model, List<String> path, Consumer<String> problems) {
        String color = model.at("/fields/color").asString("").toLowerCase(Locale.ROOT);
        topics.take(owner, new ImportedTopic(path, null, color, List.of(), null, List.of()), problems)
                .ifPresent(id -> topicOf.put(kind + pk(model), id));
    }

    /** Tags may be below others; one that is below itself ends there. */
    private List<String> path(JsonNode tag) {
        List<String> path = new ArrayList<>();
        JsonNode above = tag;
        while (above != null && path.size() < 10) {
            path.addFirst(above.at("/fields/name").asString(""));
            above = tags.get(above.at("/fields/tn_parent")
                    .asString(above.at("/fields/parent").asString("")));
        }
        return path;
    }

    private void models(Consumer<JsonNode> each) throws IOException {
        try (JsonParser parser = JSON.createParser(Files.newInputStream(root.resolve(MANIFEST)))) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("%s is not what paperless-ngx writes.".formatted(root.resolve(MANIFEST)));
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                each.accept(JSON.readTree(parser));
            }
        } catch (tools.jackson.core.JacksonException e) {
            throw new IOException("%s can't be read: %s".formatted(root.resolve(MANIFEST), e.getOriginalMessage()), e);
        }
    }

    private static String pk(JsonNode model) {
        return model.path("pk").asString("");
    }

    private final class Document implements Import.Item {

        private final JsonNode model;
        private @Nullable String sha256;

        Document(JsonNode model) {
            this.model = model;
        }

        private String exported() {
            return model.path("__exported_file_name__").asString("");
        }

        @Override
        public String label() {
            return exported().isEmpty() ? "document " + pk(model) : exported();
        }

        @Override
        public String fileName() {
            String original = model.at("/fields/original_filename").asString("");
            return original.isBlank() ? String.valueOf(Path.of(exported()).getFileName()) : original;
        }

        /** Only a file below the directory, whatever the manifest and links say. */
        private Path file() throws IOException {
            try {
                Path file = root.resolve(exported()).toRealPath();
                if (!exported().isEmpty() && file.startsWith(root.toRealPath()) && Files.isRegularFile(file)) {
                    return file;
                }
            } catch (InvalidPathException | java.nio.file.NoSuchFileException _) {
                // told below
            }
            throw new IOException("There is no such file in the export.");
        }

        @Override
        public long size() throws IOException {
            return Files.size(file());
        }

        @Override
        public String sha256() throws IOException {
            String known = sha256;
            if (known == null) {
                try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file()), Digests.sha256())) {
                    in.transferTo(OutputStream.nullOutputStream());
                    known = HexFormat.of().formatHex(in.getMessageDigest().digest());
                    sha256 = known;
                }
            }
            return known;
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file());
        }

        @Override
        public ImportedFacts facts() {
            JsonNode fields = model.path("fields");
            String title = fields.path("title").asString("");
            String correspondent =
                    correspondents.get(fields.path("correspondent").asString(""));
            return new ImportedFacts(
                    title,
                    !title.isBlank(),
                    day(fields.path("created").asString("")),
                    true,
                    correspondent,
                    correspondent != null,
                    null,
                    null,
                    instant(fields.path("added").asString("")),
                    false,
                    labels(fields));
        }

        private List<Label> labels(JsonNode fields) {
            List<Label> labels = new ArrayList<>();
            fields.path("tags").valueStream().forEach(tag -> label(labels, "tag" + tag.asString("")));
            label(labels, "type" + fields.path("document_type").asString(""));
            return labels;
        }

        private void label(List<Label> labels, String key) {
            UUID topic = topicOf.get(key);
            if (topic != null
                    && labels.stream().noneMatch(label -> label.topic().equals(topic))) {
                labels.add(new Label(topic, true, DecidedBy.PERSON));
            }
        }
    }

    /** A day, or a time whose first ten characters are one: older versions write times. */
    private static @Nullable LocalDate day(String text) {
        try {
            return text.length() < 10 ? null : LocalDate.parse(text.substring(0, 10));
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            return null;
        }
    }

    @Override
    public void close() {
        // nothing is kept open
    }
}
