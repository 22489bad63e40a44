package io.docuvault.classification;

import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.JobQueue;
import org.springframework.stereotype.Component;

/** The built-in provider's part of asking anew about many documents. */
@Component
class ReclassifyJob implements JobHandler {

    static final String KIND = "reclassify";

    private final ReclassifyRounds rounds;

    ReclassifyJob(ReclassifyRounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.DOCUMENTS;
    }

    @Override
    public void run(Job job) {
        rounds.builtIn(job);
    }

    @Override
    public void failed(Job job, JobFailure failure) {
        rounds.endNow(job, new Run.Problem(failure.code(), failure.detail()));
    }
}
