package io.docuvault.storage;

import io.docuvault.secrets.CredentialKeys;
import io.docuvault.secrets.SealedCredentials;
import io.docuvault.shared.Caller;
import io.docuvault.storage.ConnectionRepository.Owned;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What connections are reached with: sealed in their rows, renewed in one place at a time, moved from one master key to
 * the next while everything runs.
 */
@Component
class ConnectionCredentials implements SealedCredentials {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    /** A token that ends sooner is replaced before it is used. */
    private static final Duration SPARE = Duration.ofMinutes(1);

    private static final int BATCH = 100;
    private static final UUID FIRST = new UUID(0, 0);

    private final ConnectionRepository repository;
    private final CredentialKeys keys;
    private final TransactionTemplate apart;
    private final Clock clock;

    /** So that of a node's callers one waits for the row, and not each with a connection to the database. */
    private final Map<UUID, ReentrantLock> renewals = new ConcurrentHashMap<>();

    ConnectionCredentials(
            ConnectionRepository repository,
            CredentialKeys keys,
            PlatformTransactionManager transactionManager,
            Clock clock) {
        this.repository = repository;
        this.keys = keys;
        this.apart = new TransactionTemplate(transactionManager);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.clock = clock;
    }

    String seal(UUID owner, UUID connection, OAuthGrant grant) {
        return sealText(owner, connection, JSON.writeValueAsString(grant));
    }

    String seal(UUID owner, UUID connection, Map<String, String> secrets) {
        return sealText(owner, connection, JSON.writeValueAsString(secrets));
    }

    private String sealText(UUID owner, UUID connection, String text) {
        return HexFormat.of().formatHex(keys.seal(owner, connection.toString(), text));
    }

    String keyId() {
        return keys.keyId();
    }

    Map<String, String> secrets(ConnectionRow row) throws StoreException {
        return JSON.readValue(open(row).orElseThrow(ConnectionCredentials::unreadable), TEXTS);
    }

    private OAuthGrant grant(ConnectionRow row) throws StoreException {
        return JSON.readValue(open(row).orElseThrow(ConnectionCredentials::unreadable), OAuthGrant.class);
    }

    private Optional<String> open(ConnectionRow row) {
        return keys.open(row.owner(), row.id().toString(), HexFormat.of().parseHex(row.credentials()));
    }

    private static StoreException unreadable() {
        return new StoreException(
                Kind.REFUSED, "The credentials can't be read with this server's keys. Connect it again.");
    }

    /** The access tokens of a connection that was made by consent. */
    CloudTokens tokens(UUID owner, UUID connection, OAuthVendor vendor) {
        return new CloudTokens() {
            @Override
            public String current() throws StoreException {
                OAuthGrant grant = grant(require(owner, connection));
                return lasts(grant) ? grant.accessToken() : renew(owner, connection, vendor, "");
            }

            @Override
            public String insteadOf(String refused) throws StoreException {
                return renew(owner, connection, vendor, refused);
            }
        };
    }

    private boolean lasts(OAuthGrant grant) {
        return clock.instant().plus(SPARE).isBefore(grant.expires());
    }

    private ConnectionRow require(UUID owner, UUID connection) throws StoreException {
        return as(owner, () -> repository.find(owner, connection)).orElseThrow(ConnectionCredentials::gone);
    }

    private static StoreException gone() {
        return new StoreException(Kind.REFUSED, "This connection was removed.");
    }

    private <T> T as(UUID owner, Supplier<T> work) {
        return Objects.requireNonNull(Caller.user(owner).call(() -> apart.execute(_ -> work.get())));
    }

    private sealed interface Renewal {}

    private record Renewed(String token) implements Renewal {}

    private record NotRenewed(long version, StoreException why) implements Renewal {}

    /**
     * Renews under the row's lock, so that of several who find the same token stale one asks the vendor and the others get
     * what it got.
     */
    private String renew(UUID owner, UUID connection, OAuthVendor vendor, String refused) throws StoreException {
        ReentrantLock lock = renewals.computeIfAbsent(connection, _ -> new ReentrantLock());
        lock.lock();
        try {
            return switch (as(owner, () -> renewLocked(owner, connection, vendor, refused))) {
                case Renewed(String token) -> token;
                case NotRenewed(long version, StoreException why) -> believe(owner, connection, version, why);
            };
        } finally {
            lock.unlock();
        }
    }

    private Renewal renewLocked(UUID owner, UUID connection, OAuthVendor vendor, String refused) {
        long version = 0;
        try {
            ConnectionRow row = repository.lock(owner, connection).orElseThrow(ConnectionCredentials::gone);
            version = row.credentialsVersion();
            OAuthGrant grant = grant(row);
            if (!grant.accessToken().equals(refused) && lasts(grant)) {
                return new Renewed(grant.accessToken());
            }
            OAuthGrant next = vendor.renew(grant);
            if (!repository.replaceCredentials(
                    owner, connection, version, seal(owner, connection, next), keys.keyId())) {
                return new NotRenewed(version, Waits.away("The connection was changed meanwhile.", null));
            }
            return new Renewed(next.accessToken());
        } catch (StoreException e) {
            return new NotRenewed(version, e);
        } catch (IOException e) {
            return new NotRenewed(version, Waits.away("The sign-in could not be renewed.", e));
        }
    }

    /** The vendor's word that the consent is gone counts only if it was about the credentials that are there now. */
    private String believe(UUID owner, UUID connection, long version, StoreException why) throws StoreException {
        if (why.kind() != Kind.REFUSED) {
            throw why;
        }
        String reason = String.valueOf(why.getMessage());
        if (as(owner, () -> repository.needsSignIn(owner, connection, version, reason))) {
            throw why;
        }
        return grant(require(owner, connection)).accessToken();
    }

    @Override
    public Map<String, Integer> sealedUnder() {
        return repository.sealedUnder();
    }

    @Override
    public int reseal() {
        String newest = keys.keyId();
        int unreadable = 0;
        UUID after = FIRST;
        for (List<Owned> batch = others(newest, after); !batch.isEmpty(); batch = others(newest, after)) {
            for (Owned owned : batch) {
                unreadable += as(owned.ownerId(), () -> reseal(owned)) ? 0 : 1;
            }
            after = batch.getLast().id();
        }
        return unreadable;
    }

    private List<Owned> others(String newest, UUID after) {
        return Objects.requireNonNull(
                Caller.system().call(() -> apart.execute(_ -> repository.sealedUnderOthers(newest, after, BATCH))));
    }

    private boolean reseal(Owned owned) {
        ConnectionRow row = repository.lock(owned.ownerId(), owned.id()).orElse(null);
        if (row == null) {
            return true;
        }
        Optional<String> text = open(row);
        text.ifPresent(secret ->
                repository.reseal(row.owner(), row.id(), sealText(row.owner(), row.id(), secret), keys.keyId()));
        return text.isPresent();
    }
}
