package io.docuvault.database;

import io.docuvault.shared.NodeRole;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * Which database to use. Not a bean like other modules' settings, since it is needed before there are beans.
 *
 * @param url what {@code DATABASE_URL} says: the role {@code docuvault_app}, which may only read and write rows
 * @param migrateUrl what {@code DATABASE_MIGRATE_URL} says: the role {@code docuvault_migrate}, which owns the schema
 * @param directory where the embedded database lives if both are empty
 * @param attach uses the embedded database of a server that runs, where one does, and never migrates what a server may
 *     be working on; for commands
 * @param migrate brings the database to this program's version at the start; a restore does so in its own time
 */
record DatabaseSettings(
        @Nullable String url,
        @Nullable String migrateUrl,
        Path directory,
        @DefaultValue("false") boolean attach,
        @DefaultValue("true") boolean migrate) {

    static DatabaseSettings of(Environment environment) {
        return Binder.get(environment)
                .bind("docuvault.database", DatabaseSettings.class)
                .get();
    }

    /** The database of these settings for a node of this role; an embedded one begins to start. */
    DatabaseServer server(NodeRole role) {
        boolean application = given(url);
        boolean migration = given(migrateUrl);
        if (application != migration) {
            throw new DatabaseStartException(
                    "%s is set but %s is not: set both for a database of your own, or neither for the embedded one."
                            .formatted(
                                    application ? "DATABASE_URL" : "DATABASE_MIGRATE_URL",
                                    application ? "DATABASE_MIGRATE_URL" : "DATABASE_URL"));
        }
        if (!application && role.isPartOfSeveral()) {
            throw new DatabaseStartException(
                    "ROLE=%s needs DATABASE_URL and DATABASE_MIGRATE_URL: the embedded database is out of other nodes' reach."
                            .formatted(role.name().toLowerCase(Locale.ROOT)));
        }
        return url != null && migrateUrl != null && application
                ? ExternalDatabase.of(url, migrateUrl)
                : embedded(directory.toAbsolutePath().normalize());
    }

    private DatabaseServer embedded(Path home) {
        Optional<AttachedDatabase> running = attach ? AttachedDatabase.in(home) : Optional.empty();
        return running.<DatabaseServer>map(database -> database).orElseGet(() -> EmbeddedDatabase.starting(home));
    }

    private static boolean given(@Nullable String value) {
        return value != null && !value.isBlank();
    }
}
