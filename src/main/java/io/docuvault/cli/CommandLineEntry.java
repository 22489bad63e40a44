package io.docuvault.cli;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/** Where the program begins. */
public final class CommandLineEntry {

    /** What {@link #run} returns when the server was started, and goes on by itself. */
    public static final int SERVING = -1;

    /** The same for every command, and part of its help. */
    private static final Map<String, String> EXIT_CODES = new TreeMap<>(Map.of(
            "0", "It was done, or all is well.",
            "1", "It could not be done, or something is wrong; a sentence says what.",
            "2", "The arguments make no sense."));

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
        CommandLine all = new CommandLine(new ServeCommand.Default(application))
                .addSubcommand(new ServeCommand(application))
                .addSubcommand(keys)
                .addSubcommand(audit)
                .addSubcommand(new VerifyCommand(application))
                .addSubcommand(new BackupCommand(application))
                .addSubcommand(new VerifyBackupCommand())
                .addSubcommand(new RestoreCommand(application))
                .addSubcommand(new ExportCommand(application))
                .addSubcommand(new ImportCommand(application))
                .setExecutionExceptionHandler((failure, command, _) -> {
                    command.getErr().println(failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
        sayExitCodes(all);
        return all;
    }

    private static void sayExitCodes(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(EXIT_CODES);
        command.getSubcommands().values().forEach(CommandLineEntry::sayExitCodes);
    }
}
