package io.docuvault.accounts;

import io.docuvault.shared.Caller;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions in the name of the system itself: whoever signs in is nobody yet. */
@Component
class SystemTransactions {

    private final TransactionTemplate transactions;

    SystemTransactions(PlatformTransactionManager manager) {
        this.transactions = new TransactionTemplate(manager);
    }

    <T> T call(Supplier<T> work) {
        return Caller.system().call(() -> transactions.execute(_ -> work.get()));
    }

    void run(Runnable work) {
        Caller.system().run(() -> transactions.executeWithoutResult(_ -> work.run()));
    }
}
