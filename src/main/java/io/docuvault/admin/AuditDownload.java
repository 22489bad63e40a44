package io.docuvault.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.docuvault.admin.AuditController.Entry;
import io.docuvault.audit.AuditEntry;
import io.docuvault.audit.AuditEvent;
import io.docuvault.audit.AuditEvent.Origin;
import io.docuvault.audit.AuditFilter;
import io.docuvault.audit.AuditLog;
import io.docuvault.audit.AuditTrail;
import io.docuvault.shared.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Sends the audit log as a file, page by page: its length is no question of memory. */
@Component
class AuditDownload {

    enum Format {
        @JsonProperty("csv")
        CSV("text/csv;charset=UTF-8"),
        @JsonProperty("json")
        JSON("application/json");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        String extension() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int PAGE = 1000;

    private static final List<String> COLUMNS = List.of(
            "seq",
            "at",
            "action",
            "outcome",
            "actor_id",
            "actor_email",
            "subject_id",
            "subject_email",
            "address",
            "device",
            "details");

    /** What a spreadsheet takes for the beginning of a formula. */
    private static final String FORMULA = "=+-@\t\r";

    private final AuditTrail trail;
    private final AuditLog audit;
    private final JsonMapper json;
    private final Clock clock;

    AuditDownload(AuditTrail trail, AuditLog audit, JsonMapper json, Clock clock) {
        this.trail = trail;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    void send(
            AuditFilter filter,
            Format format,
            Function<List<AuditEntry>, List<Entry>> entries,
            UUID administrator,
            Origin origin,
            HttpServletResponse response)
            throws IOException {
        Map<String, Object> details = new LinkedHashMap<>(Map.of("format", format.extension()));
        details.putAll(filter.asDetails());
        AuditEvent event =
                AuditEvent.success("audit_exported", administrator, origin).with(details);
        audit.recordAlone(event);
        // Before anything is answered: what fails here is still told with a problem.
        Page<AuditEntry> page = trail.page(filter, null, PAGE);
        describe(format, response);
        // Not closed where something fails: a file that ends too soon must not look whole.
        Writer out = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), UTF_8));
        out.write(format == Format.CSV ? row(COLUMNS.stream()) : "[");
        String separator = "\n";
        while (true) {
            for (Entry entry : entries.apply(page.items())) {
                out.write(format == Format.CSV ? row(entry) : separator + json.writeValueAsString(entry));
                separator = ",\n";
            }
            if (page.next() == null) {
                break;
            }
            page = trail.page(filter, page.next(), PAGE);
        }
        out.write(format == Format.CSV ? "" : "\n]\n");
        out.flush();
    }

    private void describe(Format format, HttpServletResponse response) {
        String name = "audit-log-" + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) + "." + format.extension();
        response.setContentType(format.mediaType);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
        response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
    }

    private String row(Entry entry) {
        return row(Stream.of(
                text(entry.seq()),
                text(entry.at()),
                entry.action(),
                entry.outcome().name().toLowerCase(Locale.ROOT),
                text(entry.actorId()),
                text(entry.actorEmail()),
                text(entry.subjectId()),
                text(entry.subjectEmail()),
                text(entry.address()),
                text(entry.device()),
                json.writeValueAsString(entry.details())));
    }

    /** A line of CSV (RFC 4180). What would be a formula is made text by an apostrophe, as spreadsheets have it. */
    static String row(Stream<String> fields) {
        return fields.map(field -> !field.isEmpty() && FORMULA.indexOf(field.charAt(0)) >= 0 ? "'" + field : field)
                        .map(field -> "\"" + field.replace("\"", "\"\"") + "\"")
                        .collect(Collectors.joining(","))
                + "\r\n";
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
