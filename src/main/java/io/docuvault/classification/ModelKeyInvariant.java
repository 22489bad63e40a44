package io.docuvault.classification;

import io.docuvault.classification.AiSettingsRepository.Sealed;
import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

@Component
class ModelKeyInvariant implements Invariant {

    private final AiSettingsRepository repository;
    private final ModelKeys keys;
    private final TransactionTemplate transactions;

    ModelKeyInvariant(AiSettingsRepository repository, ModelKeys keys, TransactionTemplate transactions) {
        this.repository = repository;
        this.keys = keys;
        this.transactions = transactions;
    }

    @Override
    public String name() {
        return "model-keys";
    }

    @Override
    public String statement() {
        return "Every key for a model opens with this server's CLOUD_CREDS_KEY or an old one.";
    }

    @Override
    public void check(Findings findings) {
        List<Sealed> all = Objects.requireNonNull(transactions.execute(_ -> repository.sealedUnderOthers("")));
        findings.looked(all.size());
        for (Sealed sealed : all) {
            if (keys.open(sealed.owner(), sealed.provider(), sealed.sealedKey()).isEmpty()) {
                findings.violation(
                        "key for " + sealed.provider() + " of "
                                + (sealed.owner() == null ? "the system" : sealed.owner()),
                        "It does not open: it has to be entered again.");
            }
        }
    }
}
