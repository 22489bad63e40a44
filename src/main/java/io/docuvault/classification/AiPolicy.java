package io.docuvault.classification;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Which providers may see a document. The built-in one always may, since nothing leaves the server for it. */
public enum AiPolicy {
    /** The built-in one only. */
    @JsonProperty("never")
    NEVER,
    /** Also those on the operator's own machines. */
    @JsonProperty("local")
    LOCAL,
    @JsonProperty("any")
    ANY;

    /** Of several wishes about one document the strictest wins. */
    AiPolicy and(AiPolicy other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** @param local whether documents stay on the operator's machines */
    boolean allowsModel(boolean local) {
        return switch (this) {
            case NEVER -> false;
            case LOCAL -> local;
            case ANY -> true;
        };
    }

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AiPolicy ofColumn(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
