package io.docuvault.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Starts the server. */
@Command(
        name = "serve",
        description = "Starts the server. Settings may follow as --name=value.",
        mixinStandardHelpOptions = true,
        versionProvider = ServeCommand.Version.class)
class ServeCommand implements Callable<Integer> {

    /** What the program does when no command is given. */
    @Command(
            name = "docuvault",
            description = "A self-hosted document vault. Without a command the server is started.",
            footer = "Environment variables are described in docs/configuration.md.")
    static final class Default extends ServeCommand {

        Default(Application application) {
            super(application);
        }
    }

    /** What the jar's manifest says. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {
                Optional.ofNullable(ServeCommand.class.getPackage().getImplementationVersion())
                        .orElse("development")
            };
        }
    }

    private static final Pattern SETTING = Pattern.compile("--[\\w.\\-\\[\\]]+(=.*)?", Pattern.DOTALL);

    private final Application application;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Spring Boot's own, which are too many to name here. */
    @Unmatched
    private List<String> settings = new ArrayList<>();

    ServeCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        for (String setting : settings) {
            if (!SETTING.matcher(setting).matches()) {
                throw new ParameterException(
                        spec.commandLine(), "There is no command or setting like '%s'.".formatted(setting));
            }
        }
        application.serve(settings);
        return CommandLineEntry.SERVING;
    }
}
