package io.docuvault.cli;

import io.docuvault.accounts.Rotated;
import io.docuvault.accounts.SigningKeyRotation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts a new signing key in the place of the present one. */
@Command(
        name = "rotate",
        description = "Signs access tokens with a new key from now on, also while the server runs."
                + " Nobody is signed out: tokens of the former key are accepted until they are too old anyhow.",
        mixinStandardHelpOptions = true)
final class RotateKeysCommand implements Callable<Integer> {

    private final Application application;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--immediately",
            description = "Refuse tokens of the former keys at once, because somebody else may have one."
                    + " Browsers get new ones by themselves.")
    private boolean immediately;

    RotateKeysCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        Rotated rotated = application.with(SigningKeyRotation.class, rotation -> rotation.rotate(immediately));
        spec.commandLine()
                .getOut()
                .printf(
                        "The key %s signs from now on. Tokens of former keys are accepted until %s.%n",
                        rotated.kid(), rotated.formerUntil());
        return ExitCode.OK;
    }
}
