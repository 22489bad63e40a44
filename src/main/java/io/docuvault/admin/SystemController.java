package io.docuvault.admin;

import io.docuvault.accounts.Account;
import io.docuvault.accounts.Accounts;
import io.docuvault.accounts.Client;
import io.docuvault.admin.VerificationRun.Scope;
import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.jobs.QueueAdministration;
import io.docuvault.jobs.QueueState;
import io.docuvault.mail.MailCheck;
import io.docuvault.mail.MailCheck.MailFacts;
import io.docuvault.mail.MailCheck.MailTested;
import io.docuvault.shared.Caller;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.StorageHealth;
import io.docuvault.storage.StorageHealth.ConnectionCount;
import io.docuvault.storage.StorageHealth.StoreState;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The system's own state: numbers and sentences, never a document or its name. */
@RestController
@RequestMapping("/api/admin")
@Tag(name = "admin")
class SystemController {

    /** How what lies outside the database is. */
    record StorageState(List<StoreState> stores, List<ConnectionCount> connections, SystemFacts.Disk disk) {}

    record Retried(int jobs) {}

    record VerificationWish(@NotNull Scope scope, @Nullable Boolean thorough) {}

    private final QueueAdministration queues;
    private final StorageHealth storage;
    private final MailCheck mail;
    private final SystemFacts facts;
    private final Verifications verifications;
    private final Accounts accounts;
    private final AuditLog audit;

    SystemController(
            QueueAdministration queues,
            StorageHealth storage,
            MailCheck mail,
            SystemFacts facts,
            Verifications verifications,
            Accounts accounts,
            AuditLog audit) {
        this.queues = queues;
        this.storage = storage;
        this.mail = mail;
        this.facts = facts;
        this.verifications = verifications;
        this.accounts = accounts;
        this.audit = audit;
    }

    @GetMapping("/versions")
    SystemFacts.Versions systemVersions() {
        return facts.versions();
    }

    @GetMapping("/storage")
    StorageState storageState() throws IOException {
        return new StorageState(storage.stores(), storage.connections(), facts.disk());
    }

    @GetMapping("/queues")
    List<QueueState> queueStates() {
        return queues.queues();
    }

    /** Has failed jobs of a kind wait again, a thousand at the most. */
    @PostMapping("/queues/{kind}/retry")
    Retried retryJobs(@PathVariable String kind, HttpServletRequest request) {
        int retried = queues.retryFailed(kind);
        audit.recordAlone(AuditEvent.success(
                        "jobs_retried", Caller.currentUser(), Client.of(request).origin())
                .with(Map.of("kind", kind, "jobs", retried)));
        return new Retried(retried);
    }

    @GetMapping("/mail")
    MailFacts mailSettings() {
        return mail.facts();
    }

    /** Sends a mail to the administrator who asks, and says what became of it. */
    @PostMapping("/mail/test")
    MailTested testMail(HttpServletRequest request) throws InterruptedException {
        UUID administrator = Caller.currentUser();
        Account account = accounts.find(administrator).orElseThrow(ProblemException::notFound);
        MailTested tested = mail.test(account.email(), account.language());
        AuditEvent.Origin origin = Client.of(request).origin();
        AuditEvent event = tested.outcome() == MailCheck.Outcome.SENT
                ? AuditEvent.success("mail_tested", administrator, origin)
                : AuditEvent.failure("mail_tested", administrator, origin)
                        .with(Map.of("reason", tested.outcome().name().toLowerCase(Locale.ROOT)));
        audit.recordAlone(event);
        return tested;
    }

    /** The last verifications, newest first. */
    @GetMapping("/verifications")
    List<VerificationRun> listVerifications() {
        return verifications.list();
    }

    /** Has everything, or the audit log, looked through in the background; nothing is repaired. */
    @PostMapping("/verifications")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void startVerification(@Valid @RequestBody VerificationWish wish, HttpServletRequest request) {
        boolean thorough = Boolean.TRUE.equals(wish.thorough());
        audit.recordAlone(AuditEvent.success(
                        "verification_started",
                        Caller.currentUser(),
                        Client.of(request).origin())
                .with(Map.of("scope", wish.scope().column(), "thorough", thorough)));
        verifications.request(wish.scope(), thorough);
    }
}
