package io.docuvault.classification;

import io.docuvault.documents.Document;
import io.docuvault.documents.DocumentTextReady;
import io.docuvault.documents.DocumentTexts;
import io.docuvault.documents.DocumentTopics;
import io.docuvault.documents.Documents;
import io.docuvault.jobs.Jobs;
import io.docuvault.jobs.NewJob;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Has documents classified, and shows how they were. */
@Service
class Classifications {

    private final Jobs jobs;
    private final Documents documents;
    private final DocumentTexts texts;
    private final DocumentTopics documentTopics;
    private final RunRepository runs;
    private final AiPolicies policies;
    private final Parking parking;

    Classifications(
            Jobs jobs,
            Documents documents,
            DocumentTexts texts,
            DocumentTopics documentTopics,
            RunRepository runs,
            AiPolicies policies,
            Parking parking) {
        this.jobs = jobs;
        this.documents = documents;
        this.texts = texts;
        this.documentTopics = documentTopics;
        this.runs = runs;
        this.policies = policies;
        this.parking = parking;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void onText(DocumentTextReady ready) {
        enqueue(ready.ownerId(), ready.documentId());
    }

    /** Asks again about a document; what was asked before in the same words is answered without a call. */
    @Transactional
    public Document reclassify(UUID owner, UUID document) {
        if (!documentTopics.startClassification(owner, document)) {
            throw texts.exists(owner, document)
                    ? new ProblemException(ErrorCode.CONFLICT, "Only a document with text can be classified.")
                    : ProblemException.notFound();
        }
        enqueue(owner, document);
        return documents.find(owner, document);
    }

    /** The runs of a document, newest first. */
    @Transactional(readOnly = true)
    public Page<Run> runs(UUID owner, UUID document, @Nullable UUID before, int limit) {
        if (!texts.exists(owner, document)) {
            throw ProblemException.notFound();
        }
        return Page.of(
                runs.list(owner, document, before, limit + 1),
                limit,
                run -> run.id().toString());
    }

    @Transactional(readOnly = true)
    public ClassificationController.DocumentPolicy policy(UUID owner, UUID document) {
        if (!texts.exists(owner, document)) {
            throw ProblemException.notFound();
        }
        return new ClassificationController.DocumentPolicy(
                policies.own(owner, document).orElse(null),
                policies.of(owner, document),
                parking.waiting(owner, document).orElse(null));
    }

    @Transactional
    public ClassificationController.DocumentPolicy changePolicy(UUID owner, UUID document, @Nullable AiPolicy policy) {
        policies.set(owner, document, policy);
        return policy(owner, document);
    }

    private void enqueue(UUID owner, UUID document) {
        jobs.enqueueUnlessWaiting(new NewJob(ClassifyJob.KIND, owner, document), Duration.ZERO);
    }
}
