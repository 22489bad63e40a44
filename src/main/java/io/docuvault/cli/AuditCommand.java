package io.docuvault.cli;

import io.docuvault.audit.AuditFile;
import io.docuvault.audit.AuditFileCheck;
import io.docuvault.audit.AuditFileCheck.Checked;
import io.docuvault.evidence.AuditExportKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Groups what is done with exports of the audit log. */
@Command(
        name = "audit",
        description = "Checks exports of the audit log, and says which key they are signed with.",
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say what to do with the audit log.");
    }

    /** Prints the public keys. */
    @Command(
            name = "public-key",
            description =
                    "Prints the public keys that exports of the audit log are signed with (Ed25519, X.509 in Base64),"
                            + " the present one first. Keep a copy elsewhere: it is what 'docuvault audit verify' wants.",
            mixinStandardHelpOptions = true)
    static final class PublicKey implements Callable<Integer> {

        private final Application application;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        PublicKey(Application application) {
            this.application = application;
        }

        @Override
        public Integer call() {
            application
                    .with(AuditExportKeys.class, AuditExportKeys::publicKeys)
                    .forEach(spec.commandLine().getOut()::println);
            return ExitCode.OK;
        }
    }

    /** Checks files, wherever they are. */
    @Command(
            name = "verify",
            description =
                    "Checks exported files of the audit log, on any machine and without the server or its database:"
                            + " that no entry was changed, that each file is signed, and that they follow each other without a gap."
                            + " Ends with 0 if all is well, with 1 if not.",
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "Exported files, in any order.")
        private List<Path> files = new ArrayList<>();

        @Option(
                names = "--public-key",
                paramLabel = "KEY",
                description =
                        "A key that the files may be signed with, as 'docuvault audit public-key' prints it, or a file"
                                + " with one a line. Without it a file is only known to be signed by whoever has the key in it.")
        private @Nullable String publicKey;

        @Override
        public Integer call() throws IOException {
            PrintWriter out = spec.commandLine().getOut();
            Set<String> trusted = trusted();
            List<Checked> checked = new ArrayList<>();
            boolean well = true;
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    Checked found = AuditFileCheck.check(in);
                    checked.add(found);
                    well &= print(out, file, found, trusted);
                }
            }
            List<String> gaps = AuditFileCheck.continuity(checked);
            gaps.forEach(gap -> out.println("NOT OK " + gap));
            well &= gaps.isEmpty();
            if (trusted.isEmpty()) {
                signers(checked)
                        .forEach(
                                key -> out.println(
                                        "Signed with " + key
                                                + ": compare it with what 'docuvault audit public-key' prints, or give it as --public-key."));
            }
            out.println(well ? "Everything is as it should be." : "Not everything is as it should be.");
            return well ? ExitCode.OK : ExitCode.SOFTWARE;
        }

        private static boolean print(PrintWriter out, Path file, Checked found, Set<String> trusted) {
            List<String> problems = new ArrayList<>(found.problems());
            if (!trusted.isEmpty() && !found.publicKey().isEmpty() && !trusted.contains(found.publicKey())) {
                problems.add("It is signed with another key.");
            }
            AuditFile.Header header = found.header();
            String what = header == null
                    ? ""
                    : "export %d of %s, %,d entries after %d up to %d"
                            .formatted(
                                    header.number(),
                                    header.writtenAt(),
                                    found.entries(),
                                    header.previousSeq(),
                                    header.lastSeq());
            out.printf("%-6s %s: %s%n", problems.isEmpty() ? "ok" : "NOT OK", file, what);
            problems.forEach(problem -> out.println("       " + problem));
            return problems.isEmpty();
        }

        private Set<String> trusted() throws IOException {
            if (publicKey == null) {
                return Set.of();
            }
            Path file = Path.of(publicKey);
            Stream<String> keys = Files.isRegularFile(file) ? Files.readAllLines(file).stream() : Stream.of(publicKey);
            return keys.map(String::strip).filter(key -> !key.isEmpty()).collect(Collectors.toSet());
        }

        private static Set<String> signers(List<Checked> checked) {
            return checked.stream()
                    .map(Checked::publicKey)
                    .filter(key -> !key.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
