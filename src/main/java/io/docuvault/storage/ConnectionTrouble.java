package io.docuvault.storage;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a connection does not work, as far as a person can do something about it. Part of the interface: never renamed. */
public enum ConnectionTrouble {
    /** The address leads where users must not make this server go. */
    ADDRESS_FORBIDDEN,
    /** There is no host of this name. */
    ADDRESS_UNKNOWN,
    UNREACHABLE,
    /** It does not prove to be who it is. */
    CERTIFICATE,
    SIGN_IN_REFUSED,
    /** Something answers, but not what was expected at this address. */
    NOT_WEBDAV,
    FOLDER_FORBIDDEN,
    /** It is somewhere else, and we do not follow. */
    REDIRECTED,
    STORAGE_FULL,
    TIMEOUT;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ConnectionTrouble ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
