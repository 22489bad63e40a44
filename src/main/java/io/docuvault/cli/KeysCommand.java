package io.docuvault.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what is done with keys. */
@Command(
        name = "keys",
        description = "Looks after the keys that access tokens are signed with and that credentials are sealed under.",
        mixinStandardHelpOptions = true)
final class KeysCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say what to do with the keys.");
    }
}
