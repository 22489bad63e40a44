package io.docuvault.documents;

import io.docuvault.documents.Activation.Wishes;
import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Verifies an upload that is too large for its client to wait for. */
@Component
class VerifyJob implements JobHandler {

    static final String KIND = "verify";

    /** What no further attempt mends before somebody has done something. */
    private static final Set<Kind> FOR_GOOD = EnumSet.of(Kind.FULL, Kind.REFUSED);

    private static final String SHA256 = "sha256";

    private final UploadRepository repository;
    private final Completion completion;
    private final Jobs jobs;
    private final TransactionTemplate transactions;

    VerifyJob(UploadRepository repository, Completion completion, Jobs jobs, TransactionTemplate transactions) {
        this.repository = repository;
        this.completion = completion;
        this.jobs = jobs;
        this.transactions = transactions;
    }

    /** @param sha256 what its client says it has sent */
    static NewJob of(UploadRow upload, @Nullable String sha256) {
        return new NewJob(KIND, upload.owner(), upload.id(), sha256 == null ? Map.of() : Map.of(SHA256, sha256));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean urgent() {
        return true;
    }

    @Override
    public void run(Job job) throws Exception {
        Optional<UploadRow> upload = find(job);
        if (upload.isPresent() && upload.get().state() == UploadState.VERIFYING) {
            verify(job, upload.get());
        }
    }

    private void verify(Job job, UploadRow upload) throws IOException {
        String sha256 = job.payload().get(SHA256) instanceof String claimed ? claimed : null;
        try {
            completion.verify(upload, sha256, Wishes.of(upload), () -> jobs.requireLease(job));
        } catch (ProblemException decided) {
            // The job has done what it is for: its owner is told in the upload.
            transactions.executeWithoutResult(_ -> {
                jobs.requireLease(job);
                completion.waitAgain(job.ownerId(), upload.id(), UploadProblem.of(decided));
            });
        } catch (StoreException e) {
            if (job.attempt() >= job.maxAttempts() || FOR_GOOD.contains(e.kind())) {
                ProblemException problem = e.problem();
                throw new JobFailure(problem.code().code(), String.valueOf(problem.getMessage()), e);
            }
            throw e;
        }
    }

    @Override
    public void failed(Job job, JobFailure failure) {
        completion.waitAgain(job.ownerId(), job.requireSubject(), new UploadProblem(failure.code(), failure.detail()));
    }

    @Override
    public void retried(Job job) {
        UUID upload = job.requireSubject();
        repository.beginVerifying(job.ownerId(), upload, false);
    }

    private Optional<UploadRow> find(Job job) {
        return Objects.requireNonNull(transactions.execute(_ -> repository.find(job.ownerId(), job.requireSubject())));
    }
}
