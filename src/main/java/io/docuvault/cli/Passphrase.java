package io.docuvault.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a backup's passphrase comes from: a file or the environment, never an argument, which others can see. */
final class Passphrase {

    private static final String VARIABLE = "BACKUP_PASSPHRASE";
    private static final int SHORTEST = 12;

    @Option(
            names = "--passphrase-file",
            paramLabel = "<file>",
            description = "A file whose first line is the passphrase for the installation's keys;"
                    + " without it, the environment variable " + VARIABLE + ".")
    private @Nullable Path file;

    /** @throws IOException with a sentence if it is not there or too short */
    @Nullable String read() throws IOException {
        String passphrase = file == null
                ? System.getenv(VARIABLE)
                : Files.readString(file).lines().findFirst().orElse("");
        if (passphrase == null || (file == null && passphrase.isEmpty())) {
            return null;
        }
        if (passphrase.length() < SHORTEST) {
            throw new IOException("The passphrase needs at least %d characters.".formatted(SHORTEST));
        }
        return passphrase;
    }
}
