package io.docuvault.storage;

import io.docuvault.shared.Caller;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens the stores behind connections. Making one costs a query; it does no I/O with the vendor until it is used. */
@Component
class ConnectionStores {

    private final ConnectionRepository repository;
    private final ConnectionKinds kinds;
    private final ConnectionCredentials credentials;
    private final TransactionTemplate apart;

    ConnectionStores(
            ConnectionRepository repository,
            ConnectionKinds kinds,
            ConnectionCredentials credentials,
            PlatformTransactionManager transactionManager) {
        this.repository = repository;
        this.kinds = kinds;
        this.credentials = credentials;
        this.apart = new TransactionTemplate(transactionManager);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** The store of a connection that the caller may see. */
    CloudDrive open(UUID connection) throws IOException {
        Optional<ConnectionRow> row = Objects.requireNonNull(apart.execute(_ -> repository.visible(connection)));
        return open(row.orElseThrow(
                () -> new StoreException(Kind.REFUSED, "The connection that this document lies in was removed.")));
    }

    CloudDrive open(ConnectionRow row) throws IOException {
        String id = row.id().toString();
        return switch (kinds.find(row.kind()).orElse(null)) {
            case null -> throw notSetUp(row);
            case ConnectionKind kind when !kinds.available(kind) -> throw notSetUp(row);
            case ConnectionKind.ByConsent kind ->
                kind.open(id, credentials.tokens(row.owner(), row.id(), kind.oauth()));
            case ConnectionKind.ByForm kind ->
                kind.open(id, row.settings(), credentials.secrets(row), sentence -> refused(row, sentence));
        };
    }

    /** Counts if it is about the credentials that are there now. */
    private void refused(ConnectionRow row, String sentence) {
        Caller.user(row.owner())
                .run(() -> apart.executeWithoutResult(
                        _ -> repository.needsSignIn(row.owner(), row.id(), row.credentialsVersion(), sentence)));
    }

    private StoreException notSetUp(ConnectionRow row) {
        return new StoreException(Kind.REFUSED, kinds.label(row.kind()) + " is not set up on this server (any more).");
    }
}
