package io.docuvault.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the system is, and each of its parts. */
record Health(Status status, Map<String, Part> parts) {

    enum Status {
        @JsonProperty("ok")
        OK,
        @JsonProperty("degraded")
        DEGRADED
    }

    record Part(Status status, @Nullable String detail) {}

    static Health of(Map<String, Part> parts) {
        boolean well = parts.values().stream().allMatch(part -> part.status() == Status.OK);
        return new Health(well ? Status.OK : Status.DEGRADED, parts);
    }
}
