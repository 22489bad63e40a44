package io.docuvault.database;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.beans.factory.DisposableBean;

/** The embedded PostgreSQL as a bean: it starts beside the context, and whoever asks for an address waits for it. */
final class EmbeddedDatabase implements DatabaseServer, DisposableBean {

    private final CompletableFuture<EmbeddedPostgres> postgres = new CompletableFuture<>();

    private EmbeddedDatabase() {}

    static EmbeddedDatabase starting(Path home) {
        EmbeddedDatabase database = new EmbeddedDatabase();
        Thread.ofPlatform().name("database-start").start(() -> {
            try {
                database.postgres.complete(EmbeddedPostgres.start(home));
            } catch (Throwable failure) {
                database.postgres.completeExceptionally(failure);
            }
        });
        return database;
    }

    @Override
    public DatabaseAddress application() {
        return started().application();
    }

    @Override
    public DatabaseAddress migration() {
        return started().migration();
    }

    private EmbeddedPostgres started() {
        try {
            return postgres.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof DatabaseStartException failure) {
                throw failure;
            }
            throw new DatabaseStartException("The embedded database did not start.", e.getCause());
        }
    }

    @Override
    public void destroy() {
        postgres.handle((started, _) -> started)
                .thenAccept(started -> {
                    if (started != null) {
                        started.close();
                    }
                })
                .join();
    }
}
