package io.docuvault.cli;

import io.docuvault.portability.Export;
import io.docuvault.portability.Export.Exported;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes documents with their facts to a file that others can read. */
@Command(
        name = "export",
        description =
                "Writes the documents of one user or of all, with what is known of them, as a zip archive; docs/export-format.md"
                        + " describes it. Also while the server runs.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

    private static final String STANDARD_OUTPUT = "-";

    private final Application application;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Whose. */
    static final class Whose {

        @Option(names = "--user", paramLabel = "<mail>", description = "Whose documents, by the account's address.")
        private @Nullable String user;

        @Option(names = "--all", description = "Everybody's, each in a folder.")
        private boolean all;
    }

    @ArgGroup(multiplicity = "1")
    private Whose whose = new Whose();

    @Parameters(paramLabel = "<file>", description = "A file that is not there yet, or - for the standard output.")
    private String target = STANDARD_OUTPUT;

    ExportCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        Exported exported;
        try (OutputStream out = new BufferedOutputStream(open())) {
            exported = application.call(Export.class, export -> write(export, out));
        }
        // Not to the standard output, which may be the archive.
        err.printf(
                Locale.ROOT,
                "%,d documents of %,d users, %,d MB.%n",
                exported.documents(),
                exported.accounts(),
                exported.bytes() / 1_000_000);
        exported.problems().forEach(problem -> err.println("Without its file: " + problem));
        return exported.problems().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private Exported write(Export export, OutputStream out) throws IOException {
        return whose.all ? export.writeAll(out) : export.write(Objects.requireNonNull(whose.user), out);
    }

    private OutputStream open() throws IOException {
        if (target.equals(STANDARD_OUTPUT)) {
            PrintStream archive = System.out;
            // Whatever else wants to be said is no part of it.
            System.setOut(System.err);
            return archive;
        }
        return Channels.newOutputStream(FileChannel.open(
                Path.of(target),
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
    }
}
