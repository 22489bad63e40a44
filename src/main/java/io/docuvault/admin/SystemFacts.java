package io.docuvault.admin;

import io.docuvault.extraction.Extractor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What runs here, and how much room it has. */
@Component
class SystemFacts {

    /**
     * Which versions.
     *
     * @param tesseract null where it is not installed
     * @param schema the last migration
     */
    record Versions(
            String docuvault,
            String java,
            String postgresql,
            String schema,
            @Nullable String tesseract,
            Instant startedAt) {}

    /**
     * Room in bytes.
     *
     * @param free for the data directory on this node
     * @param database what the database takes up, wherever it is
     */
    record Disk(long total, long free, long database) {}

    private final JdbcClient jdbc;
    private final Extractor extractor;
    private final Path directory;

    SystemFacts(JdbcClient jdbc, Extractor extractor, @Value("${docuvault.data-dir}") Path directory) {
        this.jdbc = jdbc;
        this.extractor = extractor;
        this.directory = directory;
    }

    Versions versions() {
        return new Versions(
                Optional.ofNullable(SystemFacts.class.getPackage().getImplementationVersion())
                        .orElse("development"),
                Runtime.version().toString(),
                one("show server_version"),
                one("select version from flyway_schema_history where success and version is not null"
                        + " order by installed_rank desc limit 1"),
                extractor.ocrVersion().orElse(null),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
    }

    Disk disk() throws IOException {
        FileStore store = Files.getFileStore(directory);
        return new Disk(
                store.getTotalSpace(),
                store.getUsableSpace(),
                Long.parseLong(one("select pg_database_size(current_database())::text")));
    }

    private String one(String sql) {
        return jdbc.sql(sql).query((row, _) -> row.getString(1)).single();
    }
}
