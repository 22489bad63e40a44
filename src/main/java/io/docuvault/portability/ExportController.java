package io.docuvault.portability;

import io.docuvault.audit.AuditEvent;
import io.docuvault.shared.Caller;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.SignedUrls;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Everything of one's own, as a download that begins at once and takes as long as it takes. */
@RestController
@Tag(name = "export", description = "Everything of one's own as one archive")
class ExportController {

    static final String LINKS = "/api/store/exports/";

    private static final Duration GOOD_FOR = Duration.ofMinutes(5);

    private final Export export;
    private final SignedUrls urls;
    private final Clock clock;
    /** One at a time for each user: it reads all of their files. */
    private final Set<UUID> running = ConcurrentHashMap.newKeySet();

    ExportController(Export export, SignedUrls urls, Clock clock) {
        this.export = export;
        this.urls = urls;
        this.clock = clock;
    }

    /**
     * Where the export can be had.
     *
     * @param url relative to this server's address; whoever has it can read everything, until it expires
     */
    record ExportLink(String url, Instant expiresAt) {}

    /** A URL that serves all documents with their facts as a zip archive, without a session, for a few minutes. */
    @PostMapping("/api/account/export")
    ExportLink createExport() {
        UUID owner = Caller.currentUser();
        Instant expires = clock.instant().plus(GOOD_FOR).truncatedTo(ChronoUnit.SECONDS);
        String path = LINKS + owner;
        String signature = urls.sign("GET", path, expires);
        return new ExportLink(
                "%s?expires=%d&signature=%s".formatted(path, expires.getEpochSecond(), signature), expires);
    }

    @Hidden
    @GetMapping(LINKS + "{owner}")
    void getExport(
            @PathVariable UUID owner,
            @RequestParam long expires,
            @RequestParam String signature,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        urls.require(signature, "GET", LINKS + owner, expires);
        if (!running.add(owner)) {
            throw new ProblemException(ErrorCode.CONFLICT, "Your documents are being exported already.");
        }
        try {
            response.setContentType("application/zip");
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION,
                    "attachment; filename=\"docuvault-%s.zip\""
                            .formatted(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)));
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Referrer-Policy", "no-referrer");
            export.write(owner, response.getOutputStream(), origin(request));
        } finally {
            running.remove(owner);
        }
    }

    private static AuditEvent.Origin origin(HttpServletRequest request) {
        return new AuditEvent.Origin(
                request.getRemoteAddr(),
                Optional.ofNullable(request.getHeader(HttpHeaders.USER_AGENT))
                        .map(agent -> agent.substring(0, Math.min(200, agent.length())))
                        .orElse(""));
    }
}
