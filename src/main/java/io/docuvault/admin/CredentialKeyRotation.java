package io.docuvault.admin;

import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.secrets.CredentialKeys;
import io.docuvault.secrets.SealedCredentials;
import io.docuvault.shared.Caller;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Moves everything that is sealed under a master key to the newest one, while servers run and renew it. */
@Service
public class CredentialKeyRotation {

    private static final int PASSES = 10;

    private final CredentialKeys keys;
    private final List<SealedCredentials> credentials;
    private final AuditLog audit;
    private final TransactionTemplate transactions;

    CredentialKeyRotation(
            CredentialKeys keys,
            List<SealedCredentials> credentials,
            AuditLog audit,
            TransactionTemplate transactions) {
        this.keys = keys;
        this.credentials = credentials;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * What has become of the credentials.
     *
     * @param keyId of the key that is sealed under from now on
     * @param made whether the server has made that key just now
     * @param sealed how many are under it
     * @param left how many are not, since the key that they are under is not here
     */
    public record Rotated(String keyId, boolean made, int sealed, int left) {}

    /**
     * Has the server make a new key where it makes them itself, and seals everything under the newest. May be repeated,
     * also after it was interrupted.
     */
    public Rotated rotate() {
        keys.require("sealing credentials anew");
        boolean made = keys.replaceGenerated(sealedUnder().keySet());
        String newest = keys.keyId();
        int unreadable = reseal();
        // Again, for what a server that had not seen the new key has renewed meanwhile.
        for (int pass = 1; pass < PASSES && left(newest) > unreadable; pass++) {
            unreadable = reseal();
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

    private int reseal() {
        return credentials.stream().mapToInt(SealedCredentials::reseal).sum();
    }

    private int left(String newest) {
        return sealedUnder().entrySet().stream()
                .filter(key -> !key.getKey().equals(newest))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private Map<String, Integer> sealedUnder() {
        return read(() -> {
            Map<String, Integer> counts = new TreeMap<>();
            credentials.forEach(
                    of -> of.sealedUnder().forEach((key, number) -> counts.merge(key, number, Integer::sum)));
            return counts;
        });
    }

    private <T> T read(Supplier<T> work) {
        return Objects.requireNonNull(Caller.system().call(() -> transactions.execute(_ -> work.get())));
    }
}
