package io.docuvault.classification;

import io.docuvault.classification.AiSettingsRepository.Sealed;
import io.docuvault.secrets.CredentialKeys;
import io.docuvault.secrets.SealedCredentials;
import io.docuvault.shared.Caller;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Seals the keys of models under the keys of their owners, or of nobody where they are the system's. */
@Component
class ModelKeys implements SealedCredentials {

    private static final UUID SYSTEM = new UUID(0, 0);

    private final CredentialKeys keys;
    private final AiSettingsRepository repository;
    private final TransactionTemplate transactions;

    ModelKeys(CredentialKeys keys, AiSettingsRepository repository, TransactionTemplate transactions) {
        this.keys = keys;
        this.repository = repository;
        this.transactions = transactions;
    }

    String seal(@Nullable UUID owner, String provider, String key) {
        if (!keys.available()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "Keys can't be kept: the server's operator has to set CLOUD_CREDS_KEY first.");
        }
        return HexFormat.of().formatHex(keys.seal(whose(owner), place(provider), key));
    }

    Optional<String> open(@Nullable UUID owner, String provider, String sealed) {
        return keys.open(whose(owner), place(provider), HexFormat.of().parseHex(sealed));
    }

    String keyId() {
        return keys.keyId();
    }

    private static UUID whose(@Nullable UUID owner) {
        return owner == null ? SYSTEM : owner;
    }

    private static String place(String provider) {
        return "ai/" + provider;
    }

    @Override
    public Map<String, Integer> sealedUnder() {
        return repository.sealedUnder();
    }

    @Override
    public int reseal() {
        return Objects.requireNonNull(Caller.system()
                .call(() -> transactions.execute(_ -> {
                    int unreadable = 0;
                    List<Sealed> others = keys.available() ? repository.sealedUnderOthers(keyId()) : List.of();
                    for (Sealed sealed : others) {
                        Optional<String> key = open(sealed.owner(), sealed.provider(), sealed.sealedKey());
                        key.ifPresent(text ->
                                repository.reseal(sealed, seal(sealed.owner(), sealed.provider(), text), keyId()));
                        unreadable += key.isPresent() ? 0 : 1;
                    }
                    return unreadable;
                })));
    }
}
