package io.docuvault.storage;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditEvent.Origin;
import io.docuvault.audit.AuditLog;
import io.docuvault.ephemeral.RateLimit;
import io.docuvault.ephemeral.RateLimits;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Ids;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.CloudDrive.Usage;
import io.docuvault.storage.ConnectionDocuments.Held;
import io.docuvault.storage.ConnectionDocuments.Need;
import io.docuvault.storage.ConnectionRepository.NewConnection;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Users' own storage: connecting, checking, choosing, letting go. Vendors are never talked to inside a transaction. */
@Service
public class Connections {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);
    private static final int LONGEST_NAME = 100;
    private static final int MOST = 50;
    private static final Held NOTHING = new Held(0, 0);
    private static final RateLimit TESTS = new RateLimit("connection-tests", 60, Duration.ofMinutes(10));
    private static final SignInRefused NOBODY_TO_TELL = _ -> {};

    private final ConnectionRepository repository;
    private final ConnectionKinds kinds;
    private final ConnectionStores stores;
    private final ConnectionCredentials credentials;
    private final ConnectionDocuments documents;
    private final AuditLog audit;
    private final RateLimits limits;
    private final TransactionTemplate transactions;

    Connections(
            ConnectionRepository repository,
            ConnectionKinds kinds,
            ConnectionStores stores,
            ConnectionCredentials credentials,
            ConnectionDocuments documents,
            AuditLog audit,
            RateLimits limits,
            TransactionTemplate transactions) {
        this.repository = repository;
        this.kinds = kinds;
        this.stores = stores;
        this.credentials = credentials;
        this.documents = documents;
        this.audit = audit;
        this.limits = limits;
        this.transactions = transactions;
    }

    /** What is to become of a connection's documents when it goes. */
    enum DocumentsThen {
        /** It does not go while there are any. */
        REFUSE,
        /** They go here, and their files stay there. */
        FORGET
    }

    List<Connection> list(UUID owner) {
        return read(() -> {
            Map<UUID, Held> held = documents.held(owner);
            return repository.list(owner).stream()
                    .map(row -> view(row, held.getOrDefault(row.id(), NOTHING)))
                    .toList();
        });
    }

    Connection find(UUID owner, UUID id) {
        return read(() -> view(locked(owner, id), documents.held(owner).getOrDefault(id, NOTHING)));
    }

    /** Whether a user has this connection. */
    public boolean exists(UUID owner, UUID id) {
        return read(() -> repository.find(owner, id).isPresent());
    }

    /** Where a user's new documents go; empty for the server's own store. */
    public Optional<UUID> defaultOf(UUID owner) {
        return read(() -> repository.defaultOf(owner));
    }

    /** A connection and whose it is. */
    public record Owned(UUID owner, UUID id) {}

    /** Everybody's connections that may work, for what the server does by itself; with the system as the caller. */
    public List<Owned> everybodys() {
        return read(repository::everybodys);
    }

    /** Connects what is reached by filling in a form; nothing is kept of one that does not work. */
    Connection create(
            UUID owner,
            String kindName,
            @Nullable String name,
            Map<String, String> settings,
            Map<String, String> secrets,
            Origin origin)
            throws IOException {
        ConnectionKind.ByForm kind = form(kindName);
        kind.validate(settings, secrets);
        requireRoom(owner);
        UUID id = Ids.next();
        Usage usage = tried(owner, kind, id, settings, secrets);
        transactions.executeWithoutResult(_ -> {
            repository.insert(new NewConnection(
                    id,
                    owner,
                    kind.name(),
                    named(name, kind),
                    settings,
                    credentials.seal(owner, id, secrets),
                    credentials.keyId(),
                    usage));
            audited("connection_added", owner, id, kind.name(), origin);
        });
        return find(owner, id);
    }

    /**
     * Tries what is filled in and keeps nothing.
     *
     * @param connection whose credentials count where none are filled in
     */
    Tested test(
            UUID owner,
            String kindName,
            Map<String, String> settings,
            Map<String, String> secrets,
            @Nullable UUID connection)
            throws IOException {
        ConnectionKind.ByForm kind = form(kindName);
        Map<String, String> all = secrets;
        if (connection != null) {
            ConnectionRow row = read(() -> locked(owner, connection));
            if (!row.kind().equals(kind.name())) {
                throw ProblemException.invalid("connectionId", "other_kind", "This connection is of another kind.");
            }
            all = withKept(kind, row, settings, secrets);
        }
        kind.validate(settings, all);
        try {
            Usage usage = usage(owner, kind, Ids.next(), settings, all);
            return new Tested(true, null, null, usage.used(), usage.total(), usage.account());
        } catch (StoreException e) {
            return new Tested(false, e.getMessage(), e.trouble(), null, null, null);
        }
    }

    /**
     * How a connection would do.
     *
     * @param message why it would not, in words
     * @param code the same for programs
     */
    record Tested(
            boolean ok,
            @Nullable String message,
            @Nullable ConnectionTrouble code,
            @Nullable Long usedBytes,
            @Nullable Long totalBytes,
            @Nullable String account) {}

    /** What is filled in, and what was before where that may be sent to the same server. */
    private Map<String, String> withKept(
            ConnectionKind.ByForm kind, ConnectionRow row, Map<String, String> settings, Map<String, String> secrets)
            throws IOException {
        Map<String, String> filledIn = new HashMap<>(secrets);
        filledIn.values().removeIf(String::isEmpty);
        if (!kind.sameServer(settings, row.settings())) {
            return filledIn;
        }
        Map<String, String> all = new HashMap<>(credentials.secrets(row));
        all.putAll(filledIn);
        return all;
    }

    private Usage tried(
            UUID owner, ConnectionKind.ByForm kind, UUID id, Map<String, String> settings, Map<String, String> secrets)
            throws IOException {
        try {
            return usage(owner, kind, id, settings, secrets);
        } catch (StoreException e) {
            throw new ProblemException(ErrorCode.CONNECTION_FAILED, String.valueOf(e.getMessage()))
                    .with("reason", e.trouble().code());
        }
    }

    /** A first look. It goes to an address that somebody has entered, so nobody may do that as often as they like. */
    private Usage usage(
            UUID owner, ConnectionKind.ByForm kind, UUID id, Map<String, String> settings, Map<String, String> secrets)
            throws IOException {
        limits.take(TESTS, owner.toString());
        CloudDrive drive = kind.open(id.toString(), settings, secrets, NOBODY_TO_TELL);
        drive.check();
        return drive.usage();
    }

    /**
     * Keeps what a vendor has granted, for a new connection or for one that is connected anew.
     *
     * @throws ProblemException {@code connection_failed} if it is another account than the connection's documents are in
     */
    UUID connect(UUID owner, ConnectionKind.ByConsent kind, OAuthGrant grant, @Nullable UUID connection, Origin origin)
            throws IOException {
        Usage usage = usage(kind, grant);
        return connection == null
                ? add(owner, kind, grant, usage, origin)
                : connectAnew(owner, kind, grant, usage, connection, origin);
    }

    /** A first look with the token that has just come. */
    private static Usage usage(ConnectionKind.ByConsent kind, OAuthGrant grant) throws IOException {
        return kind.open("", new CloudTokens() {
                    @Override
                    public String current() {
                        return grant.accessToken();
                    }

                    @Override
                    public String insteadOf(String refused) throws StoreException {
                        throw new StoreException(Kind.REFUSED, kind.label() + " does not accept its own token.");
                    }
                })
                .usage();
    }

    private UUID add(UUID owner, ConnectionKind.ByConsent kind, OAuthGrant grant, Usage usage, Origin origin) {
        requireRoom(owner);
        UUID id = Ids.next();
        transactions.executeWithoutResult(_ -> {
            repository.insert(new NewConnection(
                    id,
                    owner,
                    kind.name(),
                    named(null, kind),
                    Map.of(),
                    credentials.seal(owner, id, grant),
                    credentials.keyId(),
                    usage));
            audited("connection_added", owner, id, kind.name(), origin);
        });
        return id;
    }

    private UUID connectAnew(
            UUID owner, ConnectionKind.ByConsent kind, OAuthGrant grant, Usage usage, UUID id, Origin origin) {
        transactions.executeWithoutResult(_ -> {
            ConnectionRow row = locked(owner, id);
            if (!row.kind().equals(kind.name()) || isAnother(row.account(), usage.account())) {
                throw new ProblemException(
                        ErrorCode.CONNECTION_FAILED, "This is another account than the one that was connected.");
            }
            repository.replaceCredentials(
                    owner, id, row.credentialsVersion(), credentials.seal(owner, id, grant), credentials.keyId());
            repository.works(owner, id, usage);
            audited("connection_renewed", owner, id, kind.name(), origin);
        });
        return id;
    }

    private static boolean isAnother(@Nullable String before, @Nullable String now) {
        return before != null && now != null && !before.equalsIgnoreCase(now);
    }

    /** Changes what is given; new credentials or settings have to work. */
    Connection change(
            UUID owner,
            UUID id,
            @Nullable String name,
            @Nullable Boolean isDefault,
            Map<String, String> settings,
            Map<String, String> secrets,
            Origin origin)
            throws IOException {
        ConnectionRow row = read(() -> locked(owner, id));
        Map<String, String> newSettings = new HashMap<>(row.settings());
        newSettings.putAll(settings);
        String sealed = null;
        if (!settings.isEmpty() || !secrets.isEmpty()) {
            ConnectionKind.ByForm kind = form(row.kind());
            Map<String, String> newSecrets = withKept(kind, row, newSettings, secrets);
            kind.validate(newSettings, newSecrets);
            Usage usage = tried(owner, kind, id, newSettings, newSecrets);
            requireSamePlace(kind, row, newSettings, usage);
            sealed = credentials.seal(owner, id, newSecrets);
        }
        String credentialsNow = sealed;
        transactions.executeWithoutResult(_ -> {
            ConnectionRow now = locked(owner, id);
            repository.change(owner, id, name == null ? now.name() : name.strip(), newSettings);
            if (isDefault != null && isDefault != now.isDefault()) {
                repository.makeDefault(owner, isDefault ? id : null);
            }
            if (credentialsNow != null) {
                repository.replaceCredentials(owner, id, now.credentialsVersion(), credentialsNow, credentials.keyId());
                audited("connection_renewed", owner, id, now.kind(), origin);
            }
        });
        return find(owner, id);
    }

    /** Documents would all look gone if they were looked for elsewhere. */
    private void requireSamePlace(
            ConnectionKind.ByForm kind, ConnectionRow row, Map<String, String> settings, Usage usage) {
        boolean same = kind.samePlace(settings, row.settings()) && !isAnother(row.account(), usage.account());
        if (!same && read(() -> documents.need(row.owner(), row.id())).any()) {
            throw new ProblemException(
                    ErrorCode.CONNECTION_IN_USE, "Documents lie in the folder and account that are connected now.");
        }
    }

    /** Looks whether a connection works, and remembers. */
    Connection check(UUID owner, UUID id) throws IOException {
        ConnectionRow row = read(() -> locked(owner, id));
        limits.take(TESTS, owner.toString());
        try {
            CloudDrive drive = stores.open(row);
            drive.check();
            Usage usage = drive.usage();
            transactions.executeWithoutResult(_ -> repository.works(owner, id, usage));
        } catch (IOException e) {
            log.info("The connection {} does not work", id, e);
            boolean signIn = e instanceof StoreException trouble && trouble.kind() == Kind.REFUSED;
            String reason = e instanceof StoreException && e.getMessage() != null
                    ? e.getMessage()
                    : kinds.label(row.kind()) + " does not work at the moment.";
            ConnectionTrouble why = e instanceof StoreException store ? store.trouble() : ConnectionTrouble.UNREACHABLE;
            transactions.executeWithoutResult(_ -> repository.fails(
                    owner, id, signIn ? ConnectionState.RECONNECT : ConnectionState.UNREACHABLE, reason, why));
        }
        return find(owner, id);
    }

    /**
     * Removes a connection; nothing is changed at the vendor's. If it was the default, new documents go to the server's own
     * store from now on.
     *
     * @throws ProblemException {@code connection_in_use}
     */
    void remove(UUID owner, UUID id, DocumentsThen then, Origin origin) {
        transactions.executeWithoutResult(_ -> {
            ConnectionRow row = locked(owner, id);
            if (then == DocumentsThen.FORGET) {
                documents.forget(owner, id);
            }
            Need need = documents.need(owner, id);
            if (need.any()) {
                throw inUse(need);
            }
            repository.delete(owner, id);
            audited("connection_removed", owner, id, row.kind(), origin);
        });
    }

    private static ProblemException inUse(Need need) {
        if (need.moving()) {
            return inUse("moving", "Documents are being moved there or away. Wait for that, or stop it.", need);
        }
        if (need.documents() > 0) {
            return inUse(
                    "documents",
                    "Documents still lie in this connection. Move them first, or have them forgotten here.",
                    need);
        }
        if (need.arriving()) {
            return inUse("arriving", "A file is on its way there. Wait until it has arrived, or give it up.", need);
        }
        return inUse("leaving", "Files of deleted or moved documents are still being removed there.", need);
    }

    private static ProblemException inUse(String reason, String detail, Need need) {
        return new ProblemException(ErrorCode.CONNECTION_IN_USE, detail)
                .with("reason", reason)
                .with("documents", need.documents());
    }

    /** The name of a user's connection, which can't be removed until the caller's transaction ends; empty if it is gone. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<String> hold(UUID owner, UUID id) {
        return repository.hold(owner, id);
    }

    /**
     * Has new documents go to another connection, if they went to this one.
     *
     * @param instead null for the server's own store
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void replaceDefault(UUID owner, UUID id, @Nullable UUID instead) {
        if (repository.defaultOf(owner).filter(id::equals).isPresent()) {
            repository.makeDefault(owner, instead);
        }
    }

    /**
     * Removes a connection that nothing needs any more; false if something does. What is gone already counts as removed.
     *
     * @param clear takes away what can go; done once the connection is locked, as everything else about it is
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean removeUnneeded(UUID owner, UUID id, Runnable clear) {
        Optional<ConnectionRow> row = repository.lock(owner, id);
        clear.run();
        if (row.isPresent() && documents.need(owner, id).any()) {
            return false;
        }
        row.ifPresent(removed -> {
            repository.delete(owner, id);
            audited("connection_removed", owner, id, removed.kind(), null);
        });
        return true;
    }

    private void requireRoom(UUID owner) {
        if (read(() -> repository.list(owner)).size() >= MOST) {
            throw new ProblemException(ErrorCode.CONFLICT, "%d connections are the most.".formatted(MOST));
        }
    }

    private ConnectionKind.ByForm form(String kindName) {
        return switch (kinds.find(kindName).filter(kinds::available).orElse(null)) {
            case ConnectionKind.ByForm kind -> kind;
            case ConnectionKind.ByConsent kind ->
                throw ProblemException.invalid(
                        "kind", "needs_consent", kind.label() + " is connected by signing in there.");
            case null -> throw ProblemException.invalid("kind", "unknown_kind", "This kind is not set up here.");
        };
    }

    private static String named(@Nullable String name, ConnectionKind kind) {
        String stripped = name == null || name.isBlank() ? kind.label() : name.strip();
        return stripped.substring(0, Math.min(LONGEST_NAME, stripped.length()));
    }

    private ConnectionRow locked(UUID owner, UUID id) {
        return repository.lock(owner, id).orElseThrow(ProblemException::notFound);
    }

    private void audited(String action, UUID owner, UUID id, String kind, @Nullable Origin origin) {
        audit.record(AuditEvent.success(action, owner, origin).about(id).with(Map.of("kind", kind)));
    }

    private <T> T read(Supplier<T> query) {
        return Objects.requireNonNull(transactions.execute(_ -> query.get()));
    }

    private Connection view(ConnectionRow row, Held held) {
        return new Connection(
                row.id(),
                row.kind(),
                kinds.label(row.kind()),
                row.name(),
                row.settings(),
                row.isDefault(),
                row.state(),
                row.reason(),
                row.reasonCode(),
                row.account(),
                row.usedBytes(),
                row.totalBytes(),
                row.checkedAt(),
                held.documents(),
                held.bytes(),
                row.createdAt());
    }
}
