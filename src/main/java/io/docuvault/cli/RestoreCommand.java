package io.docuvault.cli;

import io.docuvault.backup.Progress;
import io.docuvault.backup.Restore;
import io.docuvault.backup.Restore.Restored;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a backup back. */
@Command(
        name = "restore",
        description =
                "Puts a backup into an empty installation; one that is not empty is left as it is. No server may run"
                        + " meanwhile. A restore that was interrupted goes on when it is called again. Ends with 0 if everything is"
                        + " back, with 1 if not.",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {

    /** It brings the database to the version of its rows first, and works on it alone. */
    static final List<String> ALONE = List.of(
            "--docuvault.database.attach=false",
            "--docuvault.database.migrate=false",
            "--spring.datasource.hikari.data-source-properties.ApplicationName=" + Restore.NAME);

    private final Application application;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "<directory>", description = "Where backups are kept.")
    private Path source = Path.of(".");

    @Option(names = "--id", paramLabel = "<id>", description = "Which backup; without it, the newest.")
    private @Nullable String id;

    @Mixin
    private Passphrase passphrase = new Passphrase();

    @Option(
            names = "--without-keys",
            description = "Go on although secrets in the backup can't be opened with the keys that are here.")
    private boolean withoutKeys;

    @Option(
            names = "--files-only",
            description =
                    "Into an installation whose rows are all right: give documents that have lost their files these"
                            + " back, also while the server runs. Reads every file that is there.")
    private boolean filesOnly;

    @Option(names = "--json", description = "Print what was restored as JSON.")
    private boolean json;

    RestoreCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Restore.Wishes wishes = new Restore.Wishes(source, id, passphrase.read(), withoutKeys);
        Progress progress = json ? ConsoleProgress.none() : ConsoleProgress.to(out);
        Restored restored = filesOnly
                ? application.call(Restore.class, restore -> restore.files(source, progress))
                : application.with(ALONE).call(Restore.class, restore -> restore.restore(wishes, progress));
        if (json) {
            out.println(Output.json(restored));
        } else {
            print(restored, out);
        }
        return restored.missing().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void print(Restored restored, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "Restored the backup %s of %s: %,d rows, %,d documents; %,d files put into the store.%n",
                restored.id(),
                restored.made(),
                restored.rows(),
                restored.documents(),
                restored.placed());
        if (restored.elsewhere() > 0) {
            out.printf(
                    Locale.ROOT,
                    "The files of %,d documents lie in users' own storage, as they did.%n",
                    restored.elsewhere());
        }
        restored.unreadable().forEach(out::println);
        if (!filesOnly) {
            out.println("Everybody has to sign in again. Start the server, and see with 'verify' that all is well.");
        }
        if (!restored.missing().isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("These documents have no file:");
            restored.missing().forEach(missing -> err.println("  " + missing));
        }
    }
}
