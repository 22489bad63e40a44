package io.docuvault.admin;

import io.docuvault.accounts.Client;
import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditLog;
import io.docuvault.evidence.AuditExport;
import io.docuvault.evidence.AuditExportKeys;
import io.docuvault.evidence.AuditExports;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The signed exports of the audit log that are made each night. */
@RestController
@RequestMapping("/api/admin/audit/exports")
@Tag(name = "admin")
class AuditExportController {

    /**
     * How exports can be checked.
     *
     * @param publicKeys that they are signed with (Ed25519, X.509 in Base64), the present one first
     * @param retentionDays after which entries that were exported are removed; null for never
     */
    record AuditExportFacts(
            List<String> publicKeys, @Nullable Long retentionDays) {}

    private final AuditExports exports;
    private final AuditExportKeys keys;
    private final AuditLog audit;

    AuditExportController(AuditExports exports, AuditExportKeys keys, AuditLog audit) {
        this.exports = exports;
        this.keys = keys;
        this.audit = audit;
    }

    /** Newest first. */
    @GetMapping
    Page<AuditExport> listAuditExports(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "10") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return exports.page(after, limit);
    }

    @GetMapping("/facts")
    AuditExportFacts auditExportFacts() {
        return new AuditExportFacts(
                keys.publicKeys(), exports.retention().map(Duration::toDays).orElse(null));
    }

    /** Has an export made now instead of at midnight. */
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    void makeAuditExport(HttpServletRequest request) {
        record("audit_export_requested", Map.of(), request);
        exports.request();
    }

    /** The file, as it lies in the store. */
    @GetMapping("/{number}/file")
    void auditExportFile(@PathVariable String number, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        AuditExport export = exports.find(number(number));
        try (InputStream file = exports.open(export)) {
            record("audit_export_downloaded", Map.of("number", export.number()), request);
            response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
            response.setContentLengthLong(export.byteSize());
            response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + export.fileName() + "\"");
            file.transferTo(response.getOutputStream());
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw ProblemException.notFound();
        }
    }

    private void record(String action, Map<String, Object> details, HttpServletRequest request) {
        audit.recordAlone(AuditEvent.success(
                        action, Caller.currentUser(), Client.of(request).origin())
                .with(details));
    }
}
