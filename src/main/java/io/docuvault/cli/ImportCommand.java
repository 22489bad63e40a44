package io.docuvault.cli;

import io.docuvault.portability.Import;
import io.docuvault.portability.Import.Imported;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes documents with their facts into an account. */
@Command(
        name = "import",
        description =
                "Takes documents with what is known of them into an account, from an archive of 'export' or from what"
                        + " paperless-ngx exports. May be repeated: what is there already is not taken again, what somebody has chosen"
                        + " stays, and nothing is deleted. Ends with 1 if anything could not be taken.",
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {

    private static final int OFTEN = 100;

    private final Application application;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--user", required = true, paramLabel = "<mail>", description = "Into whose account.")
    private String user = "";

    @Option(
            names = "--paperless",
            description = "The source is a directory that paperless-ngx's document_exporter has written.")
    private boolean paperless;

    @Parameters(paramLabel = "<source>", description = "The archive, or the directory with --paperless.")
    private Path source = Path.of(".");

    @Option(names = "--json", description = "Print what has come of it as JSON.")
    private boolean json;

    ImportCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Consumer<Long> told = number -> {
            if (!json && number % OFTEN == 0) {
                out.printf(Locale.ROOT, "%,d documents ...%n", number);
                out.flush();
            }
        };
        Imported imported = application.call(
                Import.class,
                importing ->
                        paperless ? importing.paperless(user, source, told) : importing.archive(user, source, told));
        if (json) {
            out.println(Output.json(imported));
        } else {
            imported.problems().forEach(out::println);
            out.printf(
                    Locale.ROOT,
                    "%,d documents taken, %,d were here already, %,d not taken.%n",
                    imported.taken(),
                    imported.known(),
                    imported.failed());
        }
        return imported.failed() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
