package io.docuvault.database;

/** Where the database is, for either role. */
sealed interface DatabaseServer permits ExternalDatabase, EmbeddedDatabase, AttachedDatabase {

    /** For the application's own work: may read and write rows, under row-level security. */
    DatabaseAddress application();

    /** For migrations: owns the schema. */
    DatabaseAddress migration();
}
