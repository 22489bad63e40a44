package io.docuvault.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The master keys of this installation as a whole, for a backup and for a restore: by the names of the variables that
 * give them, wherever they come from. Makes none.
 */
@Component
public class InstallationKeys {

    public static final String SECRET_KEY = "SECRET_KEY";
    public static final String CREDENTIALS = "CLOUD_CREDS_KEY";
    public static final String FORMER_CREDENTIALS = "CLOUD_CREDS_OLD_KEYS";

    private static final String SECRET_FILE = "secret-key";
    private static final String CREDENTIALS_FILE = "cloud-creds-key";
    private static final String FORMER_FILE = CREDENTIALS_FILE + ".former";

    private final SecretSettings settings;
    private final CredentialKeySettings credentials;
    private final boolean keptHere;

    InstallationKeys(SecretSettings settings, CredentialKeySettings credentials, Environment environment) {
        this.settings = settings;
        this.credentials = credentials;
        this.keptHere = environment.getProperty("docuvault.database.url", "").isBlank();
    }

    /** What there is of them. */
    public SortedMap<String, String> all() throws IOException {
        SortedMap<String, String> keys = new TreeMap<>();
        put(keys, SECRET_KEY, settings.key(), SECRET_FILE);
        put(keys, CREDENTIALS, credentials.key(), CREDENTIALS_FILE);
        if (given(credentials.key())) {
            putText(keys, FORMER_CREDENTIALS, String.join(",", credentials.oldKeys()));
        } else if (keptHere && Files.exists(file(FORMER_FILE))) {
            putText(keys, FORMER_CREDENTIALS, String.join(",", Files.readAllLines(file(FORMER_FILE))));
        }
        return keys;
    }

    private void put(Map<String, String> keys, String name, @Nullable String given, String file) throws IOException {
        if (given(given)) {
            putText(keys, name, String.valueOf(given));
        } else if (keptHere && Files.exists(file(file))) {
            putText(keys, name, Files.readString(file(file)));
        }
    }

    private static void putText(Map<String, String> keys, String name, String text) {
        if (!text.isBlank()) {
            keys.put(name, text.strip());
        }
    }

    /**
     * Tells keys apart without telling what they are: short and derived, as what is sealed under a key names it.
     *
     * @return for {@link #SECRET_KEY} and {@link #CREDENTIALS} the ids of the keys that can be read with
     */
    public static SortedMap<String, List<String>> ids(Map<String, String> keys) {
        SortedMap<String, List<String>> ids = new TreeMap<>();
        String secret = keys.get(SECRET_KEY);
        if (secret != null) {
            ids.put(SECRET_KEY, List.of(SecretKeys.id(MasterKey.given(secret))));
        }
        List<String> masters = new ArrayList<>();
        for (String key : List.of(keys.getOrDefault(CREDENTIALS, ""), keys.getOrDefault(FORMER_CREDENTIALS, ""))) {
            for (String each : key.split(",", -1)) {
                if (!each.isBlank()) {
                    masters.add(CredentialKeys.id(each));
                }
            }
        }
        if (!masters.isEmpty()) {
            ids.put(CREDENTIALS, List.copyOf(masters));
        }
        return ids;
    }

    /** Keeps keys in the directory of generated ones, as far as the operator gives none and there are none yet. */
    public void adopt(Map<String, String> keys) throws IOException {
        if (!keptHere) {
            return;
        }
        Files.createDirectories(
                settings.directory(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (!given(settings.key())) {
            keep(SECRET_FILE, keys.get(SECRET_KEY));
        }
        if (!given(credentials.key()) && !Files.exists(file(CREDENTIALS_FILE))) {
            String former = keys.get(FORMER_CREDENTIALS);
            keep(FORMER_FILE, former == null ? null : former.replace(',', '\n') + "\n");
            keep(CREDENTIALS_FILE, keys.get(CREDENTIALS));
        }
    }

    private void keep(String name, @Nullable String content) throws IOException {
        if (content != null && !Files.exists(file(name))) {
            MasterKey.write(settings.directory(), name, content);
        }
    }

    private Path file(String name) {
        return settings.directory().resolve(name);
    }

    private static boolean given(@Nullable String value) {
        return value != null && !value.isBlank();
    }
}
