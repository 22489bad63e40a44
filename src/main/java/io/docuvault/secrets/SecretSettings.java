package io.docuvault.secrets;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the master secret comes from.
 *
 * @param key what {@code SECRET_KEY} says; at least 32 bytes
 * @param directory where a generated one is kept in the embedded mode
 */
@ConfigurationProperties("docuvault.secrets")
record SecretSettings(@Nullable String key, Path directory) {

    /** Without the key. */
    @Override
    public String toString() {
        return "SecretSettings[" + directory + "]";
    }
}
