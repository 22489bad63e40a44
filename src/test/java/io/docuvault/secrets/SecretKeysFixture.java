package io.docuvault.secrets;

import java.nio.file.Path;
import org.springframework.mock.env.MockEnvironment;

/** Keys for a test without a context. */
public final class SecretKeysFixture {

    private SecretKeysFixture() {}

    public static SecretKeys secretKeys() {
        return secretKeys("for tests only: 8f2c1d7be49a06357d");
    }

    public static SecretKeys secretKeys(String master) {
        return new SecretKeys(new SecretSettings(master, Path.of("unused")), new MockEnvironment());
    }
}
