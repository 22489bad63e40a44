package io.docuvault.storage;

import io.docuvault.audit.AuditEvent.Origin;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.docuvault.storage.Connections.DocumentsThen;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/connections")
@Tag(name = "connections", description = "One's own storage elsewhere")
class ConnectionController {

    private static final String PLAIN = "\\P{Cntrl}*";

    private final Connections connections;
    private final ConnectionKinds kinds;

    ConnectionController(Connections connections, ConnectionKinds kinds) {
        this.connections = connections;
        this.kinds = kinds;
    }

    /**
     * A kind of storage.
     *
     * @param available whether the operator has set it up
     * @param startPath where a sign-in at the vendor begins; null for one that is connected by a form
     */
    record KindView(
            String kind,
            String label,
            boolean available,
            @Nullable String startPath) {}

    /** @param credentials are never shown again */
    record NewConnection(
            @NotBlank @Size(max = 30) String kind,

            @Nullable @Size(max = 100) @Pattern(regexp = PLAIN) String name,

            @Nullable Map<@NotNull @Size(max = 100) String, @NotNull @Size(max = 2000) String> settings,
            @Nullable Map<@NotNull @Size(max = 100) String, @NotNull @Size(max = 2000) String> credentials) {}

    /** @param connectionId whose credentials count where none are filled in here, on the same server */
    record ConnectionTest(
            @NotBlank @Size(max = 30) String kind,
            @Nullable Map<@NotNull @Size(max = 100) String, @NotNull @Size(max = 2000) String> settings,
            @Nullable Map<@NotNull @Size(max = 100) String, @NotNull @Size(max = 2000) String> credentials,
            @Nullable UUID connectionId) {}

    /** What is absent stays as it is; settings and credentials are changed by their names. */
    record ConnectionChange(
            @Nullable @Size(min = 1, max = 100) @Pattern(regexp = "(?=.*\\S)" + PLAIN)
            String name,

            @Nullable Boolean isDefault,
            @Nullable Map<@NotNull @Size(max = 100) String, @NotNull @Size(max = 2000) String> settings,
            @Nullable Map<@NotNull @Size(max = 100) String, @NotNull @Size(max = 2000) String> credentials) {}

    /** All of one's connections, on one page. */
    @GetMapping
    Page<Connection> listConnections() {
        return new Page<>(connections.list(Caller.currentUser()), null);
    }

    /** What can be connected here. */
    @GetMapping("/kinds")
    Page<KindView> listConnectionKinds() {
        List<KindView> views = kinds.all().stream()
                .map(kind -> new KindView(
                        kind.name(),
                        kind.label(),
                        kinds.available(kind),
                        kind instanceof ConnectionKind.ByConsent consent
                                ? "/api/cloud/" + consent.vendor() + "/start"
                                : null))
                .toList();
        return new Page<>(views, null);
    }

    /** Connects a storage whose access is filled in; it is tried before it is kept. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Connection createConnection(@Valid @RequestBody NewConnection connection, HttpServletRequest request)
            throws IOException {
        return connections.create(
                Caller.currentUser(),
                connection.kind(),
                connection.name(),
                orEmpty(connection.settings()),
                orEmpty(connection.credentials()),
                origin(request));
    }

    /** Tries what is filled in, and keeps nothing. */
    @PostMapping("/test")
    Connections.Tested testConnection(@Valid @RequestBody ConnectionTest test) throws IOException {
        return connections.test(
                Caller.currentUser(),
                test.kind(),
                orEmpty(test.settings()),
                orEmpty(test.credentials()),
                test.connectionId());
    }

    @PatchMapping("/{id}")
    Connection changeConnection(
            @PathVariable UUID id, @Valid @RequestBody ConnectionChange change, HttpServletRequest request)
            throws IOException {
        return connections.change(
                Caller.currentUser(),
                id,
                change.name(),
                change.isDefault(),
                orEmpty(change.settings()),
                orEmpty(change.credentials()),
                origin(request));
    }

    /**
     * Removes a connection.
     *
     * @param documents {@code refuse} while documents lie there, which is the default, or {@code forget} them here; their
     *     files stay where they are
     */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteConnection(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "refuse") @Pattern(regexp = "refuse|forget") String documents,
            HttpServletRequest request) {
        DocumentsThen then = documents.equals("forget") ? DocumentsThen.FORGET : DocumentsThen.REFUSE;
        connections.remove(Caller.currentUser(), id, then, origin(request));
    }

    /** Looks whether a connection works; what it found stands in the answer. */
    @PostMapping("/{id}/check")
    Connection checkConnection(@PathVariable UUID id) throws IOException {
        return connections.check(Caller.currentUser(), id);
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    static Origin origin(HttpServletRequest request) {
        return new Origin(request.getRemoteAddr(), "");
    }
}
