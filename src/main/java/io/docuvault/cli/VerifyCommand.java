package io.docuvault.cli;

import io.docuvault.admin.Verification;
import io.docuvault.admin.Verification.Checked;
import io.docuvault.admin.Verification.Finding;
import io.docuvault.admin.Verification.Report;
import io.docuvault.admin.Verification.Wishes;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Looks whether everything is there that should be. */
@Command(
        name = "verify",
        description = "Compares rows with files, quotas with what is stored, the audit log with its hashes, and more,"
                + " also while the server runs. Ends with 0 if all is as it should be, with 1 if anything was found.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    private final Application application;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "Measure files only, instead of reading each from end to end.")
    private boolean quick;

    @Option(
            names = "--connections",
            description = "Look at what lies in users' own storage too. Asks their vendors once a document.")
    private boolean connections;

    @Option(
            names = "--repair",
            description = "Put right what can be put right. Still ends with 1; run it again to see that all is well.")
    private boolean repair;

    @Option(names = "--json", description = "Print what was found as JSON.")
    private boolean json;

    VerifyCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Consumer<Checked> each = json ? _ -> {} : checked -> print(out, checked);
        Report report = application.with(
                Verification.class, verification -> verification.run(new Wishes(!quick, connections, repair), each));
        if (json) {
            out.println(JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(report));
        } else {
            out.println(report.clean() ? "Everything is as it should be." : "Not everything is as it should be.");
        }
        return report.clean() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void print(PrintWriter out, Checked checked) {
        out.printf("%-6s %-15s %s%n", checked.clean() ? "ok" : "NOT OK", checked.name(), checked.statement());
        out.printf("       %,d looked at".formatted(checked.looked()));
        if (checked.violations() > 0) {
            out.printf(", %,d wrong, %,d of them repaired", checked.violations(), checked.repaired());
        }
        if (checked.skipped() > 0) {
            out.printf(", %,d not looked at", checked.skipped());
        }
        out.println();
        for (Finding finding : checked.findings()) {
            out.printf("       %s %s: %s%n", finding.kind(), finding.subject(), finding.problem());
        }
        long untold =
                checked.violations() + checked.skipped() - checked.findings().size();
        if (untold > 0) {
            out.printf("       and %,d more%n", untold);
        }
        if (checked.failure() != null) {
            out.printf("       %s%n", checked.failure());
        }
        out.flush();
    }
}
