package io.docuvault.accounts;

import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.Jobs;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Removes everything that belongs to a deleted account, its row last. May be interrupted anywhere, and goes on. */
@Component
class DeleteAccountJob implements JobHandler {

    static final String KIND = "delete-account";

    private final List<AccountData> data;
    private final UserRepository users;
    private final Jobs jobs;
    private final SystemTransactions transactions;

    DeleteAccountJob(List<AccountData> data, UserRepository users, Jobs jobs, SystemTransactions transactions) {
        this.data = data;
        this.users = users;
        this.jobs = jobs;
        this.transactions = transactions;
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** A store may be away for a while. */
    @Override
    public int maxAttempts() {
        return 200;
    }

    @Override
    public void run(Job job) throws IOException {
        transactions.run(() -> {
            jobs.requireLease(job);
            // Their leases end with them: none of the user's other jobs brings anything back.
            jobs.forgetOthers(job);
        });
        do {
            for (AccountData part : data) {
                part.remove(job.ownerId());
            }
        } while (!transactions.call(() -> removeUser(job)));
    }

    /** Under the user's lock nothing new can refer to them: what a last request added is seen here, or was never added. */
    private boolean removeUser(Job job) {
        UUID owner = job.ownerId();
        jobs.requireLease(job);
        users.lockToRemove(owner);
        if (data.stream().anyMatch(part -> part.remains(owner))) {
            return false;
        }
        users.remove(owner);
        jobs.forget(owner);
        return true;
    }
}
