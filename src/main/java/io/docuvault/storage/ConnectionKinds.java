package io.docuvault.storage;

import io.docuvault.secrets.CredentialKeys;
import io.docuvault.shared.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The kinds of storage that users can connect here. */
@Component
class ConnectionKinds {

    private final Map<String, ConnectionKind> byName;
    private final CredentialKeys keys;

    ConnectionKinds(List<ConnectionKind> kinds, CredentialKeys keys) {
        this.byName = kinds.stream().collect(Collectors.toUnmodifiableMap(ConnectionKind::name, Function.identity()));
        this.keys = keys;
        kinds.stream()
                .filter(kind -> kind instanceof ConnectionKind.ByConsent && kind.available())
                .findFirst()
                .ifPresent(kind -> keys.require("a connection to " + kind.label()));
    }

    /** Whether a connection of this kind can be made. */
    boolean available(ConnectionKind kind) {
        return keys.available() && kind.available();
    }

    List<ConnectionKind> all() {
        return byName.values().stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }

    Optional<ConnectionKind> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** What a kind is called, also one that this server no longer has. */
    String label(String name) {
        return find(name).map(ConnectionKind::label).orElse(name);
    }

    /**
     * The kind whose vendor this is.
     *
     * @throws ProblemException {@code not_found} where the operator has not set it up
     */
    ConnectionKind.ByConsent ofVendor(String vendor) {
        return all().stream()
                .filter(this::available)
                .flatMap(kind -> kind instanceof ConnectionKind.ByConsent consent
                        ? Optional.of(consent).stream()
                        : Optional.<ConnectionKind.ByConsent>empty().stream())
                .filter(kind -> kind.vendor().equals(vendor))
                .findFirst()
                .orElseThrow(ProblemException::notFound);
    }
}
