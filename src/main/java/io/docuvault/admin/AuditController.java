package io.docuvault.admin;

import io.docuvault.accounts.Client;
import io.docuvault.accounts.UserAdministration;
import io.docuvault.audit.AuditEntry;
import io.docuvault.audit.AuditEvent.Outcome;
import io.docuvault.audit.AuditFilter;
import io.docuvault.audit.AuditTrail;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/admin/audit")
@Tag(name = "admin")
class AuditController {

    /**
     * The filters as they stand in the address.
     *
     * @param actor who did it
     * @param subject whom or what it concerns
     * @param address that it came from
     * @param from the first moment
     * @param to the first moment after it
     */
    record Filters(
            @Nullable @Size(max = 100) String action,
            @Nullable Outcome outcome,
            @Nullable UUID actor,
            @Nullable UUID subject,
            @Nullable @Size(max = 100) String address,
            @Nullable Instant from,
            @Nullable Instant to) {

        AuditFilter filter() {
            return new AuditFilter(action, outcome, actor, subject, asKept(address), from, to);
        }
    }

    /** IPv6 as requests have it, with all its groups, however it was written. */
    private static @Nullable String asKept(@Nullable String address) {
        if (address == null || address.indexOf(':') < 0) {
            return address;
        }
        try {
            return InetAddress.ofLiteral(address).getHostAddress();
        } catch (IllegalArgumentException _) {
            return address;
        }
    }

    /**
     * An entry, with the addresses of those of its people who have an account still.
     *
     * @param seq its place in the chain
     */
    record Entry(
            long seq,
            Instant at,
            String action,
            Outcome outcome,
            @Nullable UUID actorId,
            @Nullable String actorEmail,
            @Nullable UUID subjectId,
            @Nullable String subjectEmail,
            @Nullable String address,
            @Nullable String device,
            Map<String, Object> details) {

        static Entry of(AuditEntry entry, Map<UUID, String> addresses) {
            return new Entry(
                    entry.seq(),
                    entry.at(),
                    entry.action(),
                    entry.outcome(),
                    entry.actorId(),
                    entry.actorId() == null ? null : addresses.get(entry.actorId()),
                    entry.subjectId(),
                    entry.subjectId() == null ? null : addresses.get(entry.subjectId()),
                    entry.address() == null ? null : Client.readable(entry.address()),
                    entry.device(),
                    entry.details());
        }
    }

    private final AuditTrail trail;
    private final UserAdministration users;
    private final AuditDownload download;

    AuditController(AuditTrail trail, UserAdministration users, AuditDownload download) {
        this.trail = trail;
        this.users = users;
        this.download = download;
    }

    /** What was done by whom, newest first; never what stands in a document. */
    @GetMapping
    Page<Entry> listAuditEntries(
            @ParameterObject @ModelAttribute @Valid Filters filters,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        Page<AuditEntry> page = trail.page(filters.filter(), after, limit);
        return new Page<>(withAddresses(page.items()), page.next());
    }

    /** The actions that stand in the log, which is what it can be filtered by. */
    @GetMapping("/actions")
    List<String> listAuditActions() {
        return trail.actions();
    }

    /** The same entries as a file, which is itself told to the log. */
    @GetMapping("/export")
    void exportAuditEntries(
            @ParameterObject @ModelAttribute @Valid Filters filters,
            @RequestParam(defaultValue = "csv") AuditDownload.Format format,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        download.send(
                filters.filter(),
                format,
                this::withAddresses,
                Caller.currentUser(),
                Client.of(request).origin(),
                response);
    }

    private List<Entry> withAddresses(List<AuditEntry> entries) {
        Set<UUID> people = new HashSet<>();
        for (AuditEntry entry : entries) {
            if (entry.actorId() != null) {
                people.add(entry.actorId());
            }
            if (entry.subjectId() != null) {
                people.add(entry.subjectId());
            }
        }
        Map<UUID, String> addresses = users.addresses(people);
        return entries.stream().map(entry -> Entry.of(entry, addresses)).toList();
    }
}
