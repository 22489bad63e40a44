package io.docuvault.secrets;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.springframework.mock.env.MockEnvironment;

/** Rings of keys for tests of other modules. */
public final class CredentialKeysFixture {

    private CredentialKeysFixture() {}

    /**
     * A ring of keys.
     *
     * @param keys the one to seal with first
     */
    public static CredentialKeys of(String... keys) {
        List<String> all = Arrays.asList(keys);
        return new CredentialKeys(
                new CredentialKeySettings(all.getFirst(), all.subList(1, all.size())),
                new SecretSettings(null, Path.of("unused")),
                new MockEnvironment());
    }
}
