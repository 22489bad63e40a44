package io.docuvault.secrets;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Encrypts what users' own storage is reached with: AES-256-GCM under a key for each user, derived by HKDF from a master
 * key of 32 bytes. What is sealed says under which master key, and is bound to its owner and its row. Several master keys
 * can be read with while rows are moved from one to the next. {@link Seal} says how it is laid out.
 */
@Component
public class CredentialKeys {

    private static final int ID_BYTES = 4;
    private static final int KEY_BYTES = 32;

    private static final String FILE = "cloud-creds-key";

    /** What the operator gives, the one to seal with first; empty where there is nothing, or keys of our own. */
    private final List<Master> given;

    private final @Nullable GeneratedKeys generated;

    CredentialKeys(CredentialKeySettings settings, SecretSettings secrets, Environment environment) {
        this.given = given(settings);
        this.generated = given.isEmpty()
                        && environment.getProperty("docuvault.database.url", "").isBlank()
                ? new GeneratedKeys(secrets.directory(), FILE, KEY_BYTES)
                : null;
        // Made or complained about at the start, not when somebody first connects something.
        var _ = masters();
    }

    /** @param id eight hexadecimal digits */
    private record Master(String id, SecretKey key) {

        static Master of(byte[] bytes) {
            SecretKey key = new SecretKeySpec(bytes, "HKDF");
            byte[] id = derive(key, "key-id", "HmacSHA256").getEncoded();
            return new Master(HexFormat.of().formatHex(id, 0, ID_BYTES), key);
        }

        Seal sealFor(UUID owner) {
            return new Seal(
                    derive(key, "connections/" + owner, "AES"), HexFormat.of().parseHex(id));
        }

        private static SecretKey derive(SecretKey master, String purpose, String algorithm) {
            return SecretKeys.derive(master, "credentials/" + purpose, algorithm);
        }
    }

    private static List<Master> given(CredentialKeySettings settings) {
        return settings.key() == null || settings.key().isBlank()
                ? List.of()
                : Stream.concat(Stream.of(settings.key()), settings.oldKeys().stream())
                        .filter(key -> !key.isBlank())
                        .map(CredentialKeys::parse)
                        .map(Master::of)
                        .toList();
    }

    /** The one to seal with first; none where the operator has to give one and has not. */
    private List<Master> masters() {
        return generated == null
                ? given
                : generated.keys().stream()
                        .map(CredentialKeys::parse)
                        .map(Master::of)
                        .toList();
    }

    /**
     * Puts a new key in the place of the present one, which stays readable; servers that run seal under the new one from
     * their next look on. False where the operator gives the keys: then the operator has to give another one.
     *
     * @param used the ids of the keys that anything is still sealed under; of the others only the present one is kept
     */
    public boolean replaceGenerated(Set<String> used) {
        if (generated != null) {
            generated.replace(key -> used.contains(Master.of(parse(key)).id()));
        }
        return generated != null;
    }

    /** Whether there is a key: without one nothing can be kept. */
    public boolean available() {
        return !masters().isEmpty();
    }

    /**
     * Stops the start where there has to be a key and there is none.
     *
     * @param why what needs it
     */
    public void require(String why) {
        if (!available()) {
            throw new SecretKeyException("CLOUD_CREDS_KEY is missing: " + why
                    + " needs 32 random bytes, as 'openssl rand -base64 32' prints, the same on every node.");
        }
    }

    /** The id that what is sealed under this key has. */
    static String id(String key) {
        return Master.of(parse(key)).id();
    }

    /** The id of the key that is sealed with. */
    public String keyId() {
        return sealing().id();
    }

    /**
     * Seals under the newest key.
     *
     * @param place where it will be kept, such as its row's id
     */
    public byte[] seal(UUID owner, String place, String secret) {
        return sealing().sealFor(owner).seal(owner + "/" + place, secret);
    }

    /** What was sealed for this place; empty if that was under a key that is not here, or it was changed since. */
    public Optional<String> open(UUID owner, String place, byte[] sealed) {
        return masters().stream()
                .map(master -> master.sealFor(owner).open(owner + "/" + place, sealed))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Master sealing() {
        require("a connection to users' own storage");
        return masters().getFirst();
    }

    private static byte[] parse(String text) {
        return MasterKey.exactly(KEY_BYTES, text)
                .orElseThrow(
                        () -> new SecretKeyException(
                                "CLOUD_CREDS_KEY is no key: it has to be 32 random bytes in Base64 or hexadecimal, as 'openssl rand -base64 32' prints."));
    }
}
