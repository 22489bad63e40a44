package io.docuvault.classification;

import io.docuvault.jobs.Job;
import io.docuvault.jobs.JobFailure;
import io.docuvault.jobs.JobHandler;
import io.docuvault.jobs.JobQueue;
import org.springframework.stereotype.Component;

/** A model's part of asking anew about many documents: it waits where nobody's reading waits for it. */
@Component
class ReclassifyByModelJob implements JobHandler {

    static final String KIND = "reclassify-by-model";

    private final ReclassifyRounds rounds;

    ReclassifyByModelJob(ReclassifyRounds rounds) {
        this.rounds = rounds;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobQueue queue() {
        return JobQueue.AI;
    }

    @Override
    public void run(Job job) throws InterruptedException {
        rounds.byModel(job);
    }

    @Override
    public void failed(Job job, JobFailure failure) {
        rounds.endNow(job, new Run.Problem(failure.code(), failure.detail()));
    }
}
