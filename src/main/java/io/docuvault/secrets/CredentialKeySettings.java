package io.docuvault.secrets;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The master keys of users' credentials for their own storage.
 *
 * @param key what {@code CLOUD_CREDS_KEY} says
 * @param oldKeys those before it, which are only read with
 */
@ConfigurationProperties("docuvault.secrets.credentials")
record CredentialKeySettings(
        @Nullable String key, @DefaultValue List<String> oldKeys) {

    /** Without the keys. */
    @Override
    public String toString() {
        return "CredentialKeySettings[]";
    }
}
