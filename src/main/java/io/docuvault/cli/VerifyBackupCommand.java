package io.docuvault.cli;

import io.docuvault.backup.BackupVerification;
import io.docuvault.backup.BackupVerification.Report;
import io.docuvault.backup.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a backup again. */
@Command(
        name = "verify-backup",
        description =
                "Reads a backup from end to end and compares each byte with what was written; needs no server and no"
                        + " settings. Ends with 0 if all is as it was written, with 1 if not.",
        mixinStandardHelpOptions = true)
final class VerifyBackupCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "<directory>", description = "Where backups are kept.")
    private Path source = Path.of(".");

    @Option(names = "--id", paramLabel = "<id>", description = "Which backup; without it, the newest.")
    private @Nullable String id;

    @Option(names = "--json", description = "Print what was found as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = json ? ConsoleProgress.none() : ConsoleProgress.to(out);
        Report report = BackupVerification.verify(source, id, progress);
        if (json) {
            out.println(Output.json(report));
        } else {
            report.missing().forEach(missing -> out.println("Was missing when it was made: " + missing));
            report.problems().forEach(out::println);
            if (report.clean()) {
                out.printf(
                        Locale.ROOT,
                        "The backup %s is as it was written: %,d documents, %,d MB.%n",
                        report.id(),
                        report.documents(),
                        report.bytes() / 1_000_000);
            } else {
                out.printf("The backup %s is damaged.%n", report.id());
            }
        }
        return report.clean() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
