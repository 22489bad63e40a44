package io.docuvault.secondfactor;

import java.time.Clock;
import java.time.Duration;
import java.util.stream.IntStream;

/** The app on somebody's telephone. */
public record Authenticator(String secret, Clock clock) {

    public String code() {
        return code(Duration.ZERO);
    }

    /** What it shows so much later, or earlier. */
    public String code(Duration later) {
        return Totp.code(Base32.decode(secret), Totp.step(clock.instant().plus(later)));
    }

    /** A code that it does not show now, nor a minute before or after. */
    public String wrongCode() {
        for (int number = 0; ; number++) {
            String code = "%06d".formatted(number);
            if (IntStream.rangeClosed(-2, 2)
                    .noneMatch(step -> code(Duration.ofSeconds(30L * step)).equals(code))) {
                return code;
            }
        }
    }
}
