package io.docuvault.shared;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.UUID;

/** Ids as a parameter of type {@code uuid[]}, which the driver takes as text only. */
public final class UuidArray {

    private UuidArray() {}

    public static String of(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(joining(",", "{", "}"));
    }
}
