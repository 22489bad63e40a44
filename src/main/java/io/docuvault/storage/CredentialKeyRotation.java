package io.docuvault.storage;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.secrets.CredentialKeys;
import io.docuvault.shared.Caller;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Moves the credentials of all connections to the newest master key, while servers run and renew them. */
@Service
public class CredentialKeyRotation {

    private static final int PASSES = 10;

    private final CredentialKeys keys;
    private final ConnectionCredentials credentials;
    private final ConnectionRepository repository;
    private final AuditLog audit;
    private final TransactionTemplate transactions;

    CredentialKeyRotation(
            CredentialKeys keys,
            ConnectionCredentials credentials,
            ConnectionRepository repository,
            AuditLog audit,
            TransactionTemplate transactions) {
        this.keys = keys;
        this.credentials = credentials;
        this.repository = repository;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * What has become of the connections.
     *
     * @param keyId of the key that is sealed under from now on
     * @param made whether the server has made that key just now
     * @param sealed how many connections are under it
     * @param left how many are not, since the key that they are under is not here
     */
    public record Rotated(String keyId, boolean made, int sealed, int left) {}

    /**
     * Has the server make a new key where it makes them itself, and seals everything under the newest. May be repeated,
     * also after it was interrupted.
     */
    public Rotated rotate() {
        keys.require("to seal anew what connections are reached with");
        boolean made = keys.replaceGenerated(sealedUnder().keySet());
        String newest = keys.keyId();
        int unreadable = credentials.reseal();
        // Again, for what a server that had not seen the new key has renewed meanwhile.
        for (int pass = 1; pass < PASSES && left(newest) > unreadable; pass++) {
            unreadable = credentials.reseal();
        }
        int left = left(newest);
        Rotated rotated = new Rotated(newest, made, sealedUnder().getOrDefault(newest, 0), left);
        read(() -> {
            audit.record(AuditEvent.success("credential_keys_rotated", null, null)
                    .with(Map.of("key", newest, "sealed", rotated.sealed(), "left", left)));
            return rotated;
        });
        return rotated;
    }

    private int left(String newest) {
        return sealedUnder().entrySet().stream()
                .filter(key -> !key.getKey().equals(newest))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private Map<String, Integer> sealedUnder() {
        return read(repository::sealedUnder);
    }

    private <T> T read(Supplier<T> work) {
        return Objects.requireNonNull(Caller.system().call(() -> transactions.execute(_ -> work.get())));
    }
}
