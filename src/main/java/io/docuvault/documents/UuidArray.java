package io.docuvault.documents;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.UUID;

/** Ids as a parameter of type {@code uuid[]}, which the driver takes as text only. */
final class UuidArray {

    private UuidArray() {}

    static String of(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(joining(",", "{", "}"));
    }
}
