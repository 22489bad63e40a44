package io.docuvault.cli;

import picocli.CommandLine;

/** Where the program begins. */
public final class CommandLineEntry {

    /** What {@link #run} returns when the server was started, and goes on by itself. */
    public static final int SERVING = -1;

    private CommandLineEntry() {}

    /**
     * Runs what the arguments ask for.
     *
     * @param application the class with {@code @SpringBootApplication}
     * @return the exit code: 0 for success, 1 for failure, 2 for arguments that make no sense; or {@link #SERVING}
     */
    public static int run(Class<?> application, String... arguments) {
        return commandLine(new Application(application)).execute(arguments);
    }

    static CommandLine commandLine(Application application) {
        CommandLine keys = new CommandLine(new KeysCommand())
                .addSubcommand(new RotateKeysCommand(application))
                .addSubcommand(new RotateCredentialKeysCommand(application));
        CommandLine audit = new CommandLine(new AuditCommand())
                .addSubcommand(new AuditCommand.Verify())
                .addSubcommand(new AuditCommand.PublicKey(application));
        return new CommandLine(new ServeCommand.Default(application))
                .addSubcommand(new ServeCommand(application))
                .addSubcommand(keys)
                .addSubcommand(audit)
                .addSubcommand(new VerifyCommand(application))
                .setExecutionExceptionHandler((failure, command, _) -> {
                    command.getErr().println(failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }
}
