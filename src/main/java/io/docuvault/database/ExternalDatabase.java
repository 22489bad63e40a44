package io.docuvault.database;

/** A database that the operator looks after. */
record ExternalDatabase(DatabaseAddress application, DatabaseAddress migration) implements DatabaseServer {

    static ExternalDatabase of(String url, String migrateUrl) {
        DatabaseAddress application = DatabaseAddress.parse("DATABASE_URL", url);
        DatabaseAddress migration = DatabaseAddress.parse("DATABASE_MIGRATE_URL", migrateUrl);
        if (application.user().equals(migration.user())) {
            throw new DatabaseStartException(
                    "DATABASE_URL and DATABASE_MIGRATE_URL name the same role: the application must"
                            + " not own the schema, since row-level security would be its own to switch off.");
        }
        return new ExternalDatabase(application, migration);
    }
}
