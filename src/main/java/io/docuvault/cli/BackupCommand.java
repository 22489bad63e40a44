package io.docuvault.cli;

import io.docuvault.backup.Backup;
import io.docuvault.backup.Backup.Made;
import io.docuvault.backup.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a backup. */
@Command(
        name = "backup",
        description =
                "Copies all rows and files into a directory, also while the server runs. Files that earlier backups in"
                        + " the directory have are not copied again. Ends with 0 if everything is in it, with 1 if anything could not"
                        + " be copied; docs/operations.md says more.",
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

    private final Application application;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "<directory>", description = "Where backups are kept; made if it is not there.")
    private Path target = Path.of(".");

    @Mixin
    private Passphrase passphrase = new Passphrase();

    @Option(
            names = "--keep",
            paramLabel = "<number>",
            description = "Afterwards remove all backups in the directory but the newest ones.")
    private @Nullable Integer keep;

    @Option(names = "--json", description = "Print what was made as JSON.")
    private boolean json;

    BackupCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() throws Exception {
        if (keep != null && keep < 1) {
            throw new ParameterException(spec.commandLine(), "--keep needs a number from 1 on.");
        }
        PrintWriter out = spec.commandLine().getOut();
        Backup.Wishes wishes =
                new Backup.Wishes(target, passphrase.read(), keep, new ServeCommand.Version().getVersion()[0]);
        Progress progress = json ? ConsoleProgress.none() : ConsoleProgress.to(out);
        Made made = application.call(Backup.class, backup -> backup.make(wishes, progress));
        if (json) {
            out.println(Output.json(made));
        } else {
            print(made, out);
        }
        return made.missing().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void print(Made made, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "Backup %s: %,d rows, %,d documents; %,d files copied, %,d MB.%n",
                made.id(),
                made.rows(),
                made.documents(),
                made.copied(),
                made.copiedBytes() / 1_000_000);
        if (made.elsewhere() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d documents lie in users' own storage: their rows are in the backup, their files are not.%n",
                    made.elsewhere());
        }
        if (!made.withKeys()) {
            out.println(
                    "The installation's keys are not in it (no passphrase was given): keep DATA_DIR/secrets, or SECRET_KEY"
                            + " and CLOUD_CREDS_KEY, in another place.");
        }
        made.removed().forEach(id -> out.println("Removed the backup " + id + "."));
        if (!made.missing().isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("These documents' files could not be copied:");
            made.missing().forEach(missing -> err.println("  " + missing));
        }
    }
}
