package io.docuvault.cli;

import io.docuvault.admin.CredentialKeyRotation;
import io.docuvault.admin.CredentialKeyRotation.Rotated;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Seals what users' storage and models are reached with under another master key. */
@Command(
        name = "rotate-credentials",
        description =
                "Seals what users' own storage is reached with, and keys for models, under the newest master key, also while the server"
                        + " runs: a new one where the server makes its keys itself, or else CLOUD_CREDS_KEY, with the former"
                        + " ones in CLOUD_CREDS_OLD_KEYS. Says how many credentials are left under former keys.",
        mixinStandardHelpOptions = true)
final class RotateCredentialKeysCommand implements Callable<Integer> {

    private final Application application;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RotateCredentialKeysCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        Rotated rotated = application.with(CredentialKeyRotation.class, CredentialKeyRotation::rotate);
        PrintWriter out = spec.commandLine().getOut();
        if (rotated.made()) {
            out.printf("The new key %s was made; those before it are still read with.%n", rotated.keyId());
        }
        out.printf(
                "Credentials sealed under the key %s: %d. Left under former keys: %d.%n",
                rotated.keyId(), rotated.sealed(), rotated.left());
        if (rotated.left() == 0) {
            return ExitCode.OK;
        }
        spec.commandLine()
                .getErr()
                .println(
                        "What is left can't be read with the keys that are here. Add its key to CLOUD_CREDS_OLD_KEYS and"
                                + " repeat this, or have the owners connect their storage again and enter their keys for models again.");
        return ExitCode.SOFTWARE;
    }
}
