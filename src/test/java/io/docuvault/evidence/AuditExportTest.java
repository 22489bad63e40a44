package io.docuvault.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docuvault.Api;
import io.docuvault.HttpTest;
import io.docuvault.audit.AuditFileCheck;
import io.docuvault.audit.AuditFileCheck.Checked;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Findings;
import io.docuvault.shared.Invariant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

@HttpTest
class AuditExportTest {

    @Autowired
    private Api api;

    @Autowired
    private AuditExports exports;

    @Autowired
    private AuditExportKeys keys;

    @Autowired
    private List<Invariant> invariants;

    @Autowired
    private Environment environment;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    @Test
    void followEachOtherAndAreSigned() throws IOException {
        api.newPerson();
        AuditExport first = write();
        api.newPerson();
        AuditExport second = write();
        AuditExport empty = write();

        Checked one = check(bytes(first));
        Checked two = check(bytes(second));
        assertThat(one.problems()).isEmpty();
        assertThat(two.problems()).isEmpty();
        assertThat(two.entries()).isEqualTo(second.lastSeq() - first.lastSeq()).isPositive();
        assertThat(two.sha256()).isEqualTo(second.sha256());
        assertThat(two.publicKey()).isEqualTo(keys.publicKeys().getFirst());
        assertThat(empty.lastSeq()).as("a night in which nothing happened").isEqualTo(second.lastSeq());
        assertThat(check(bytes(empty)).problems()).isEmpty();
        assertThat(AuditFileCheck.continuity(List.of(check(bytes(empty)), two, one)))
                .isEmpty();
        assertThat(AuditFileCheck.continuity(List.of(one, check(bytes(empty)))))
                .singleElement()
                .asString()
                .contains("are not here");
        assertThat(problems()).isEmpty();
    }

    @Test
    void tellThatTheyWereChanged() throws IOException {
        api.newPerson();
        String text = new String(bytes(write()), UTF_8);

        assertThat(check(text.replace("\"login\"", "\"logon\"")).problems())
                .anyMatch(problem -> problem.contains("It was changed after it was written."))
                .anyMatch(problem -> problem.contains("changed after it was signed"));
        assertThat(check(text.replaceFirst("\n[^\n]*\"registered\"[^\n]*\n", "\n"))
                        .problems())
                .anyMatch(problem -> problem.contains("are gone"));
        assertThat(check(text.substring(0, text.lastIndexOf("{"))).problems()).contains("It ends without a signature.");
        assertThat(check("not an export\n").problems()).isNotEmpty();
        assertThat(check("").problems()).isNotEmpty();
    }

    @Test
    void showAFileInTheStoreThatIsNotTheOneWritten() throws IOException {
        AuditExport export = write();
        Path file = file(export);
        byte[] written = Files.readAllBytes(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try {
            byte[] changed = written.clone();
            changed[changed.length / 2] ^= 1;
            Files.write(file, changed);
            assertThat(problems()).anyMatch(problem -> problem.startsWith("export " + export.number()));
            Files.delete(file);
            assertThat(problems()).contains("export " + export.number() + " Its file is gone.");
        } finally {
            Files.write(file, written);
        }
        assertThat(problems()).isEmpty();
    }

    @Test
    void letEntriesGoAndKeepTheChainWhole() throws IOException {
        api.newPerson();
        AuditExport old = write();
        api.newPerson();
        write();
        Instant now = Instant.now();
        assertThat(exports.forgetBefore(now)).as("none of the last week goes").isZero();
        age(old);

        assertThat(exports.forgetBefore(now.minus(Duration.ofDays(30)))).isPositive();

        assertThat(asSystem(() -> jdbc.sql("select min(seq) from audit_entries")
                        .query(Long.class)
                        .single()))
                .isEqualTo(old.lastSeq() + 1);
        assertThat(problems()).isEmpty();
        assertThat(exports.forgetBefore(now.minus(Duration.ofDays(30)))).isZero();
        assertThatThrownBy(() ->
                        asSystem(() -> jdbc.sql("delete from audit_entries").update()))
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void wantsAWeekAtTheLeast() {
        assertThatThrownBy(() -> new EvidenceSettings(Duration.ofDays(6))).hasMessageContaining("AUDIT_RETENTION");
        assertThat(new EvidenceSettings(null).retention()).isNull();
    }

    private AuditExport write() throws IOException {
        return exports.write(() -> {});
    }

    private byte[] bytes(AuditExport export) throws IOException {
        try (InputStream in = exports.open(export)) {
            return in.readAllBytes();
        }
    }

    private static Checked check(String text) throws IOException {
        return check(text.getBytes(UTF_8));
    }

    private static Checked check(byte[] bytes) throws IOException {
        return AuditFileCheck.check(new ByteArrayInputStream(bytes));
    }

    private Path file(AuditExport export) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(environment.getRequiredProperty("docuvault.data-dir")))) {
            return files.filter(file -> file.toString().endsWith(export.ref().value()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What the two invariants about the log find, but for exports of other servers that share this database. */
    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        Findings findings = new Findings() {
            @Override
            public boolean thorough() {
                return true;
            }

            @Override
            public boolean repairing() {
                return false;
            }

            @Override
            public boolean connections() {
                return false;
            }

            @Override
            public void looked(long things) {}

            @Override
            public void violation(String subject, String problem) {
                problems.add(subject + " " + problem);
            }

            @Override
            public void violation(String subject, String problem, Repair repair) {
                violation(subject, problem);
            }

            @Override
            public void skipped(String subject, String why) {
                violation(subject, why);
            }
        };
        Caller.system()
                .run(() -> invariants.stream()
                        .filter(invariant -> invariant.name().startsWith("audit-"))
                        .forEach(invariant -> {
                            try {
                                invariant.check(findings);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }));
        return problems;
    }

    /** As the schema's owner: makes a whole past of what was written until then. */
    private void age(AuditExport export) {
        JdbcClient owner = JdbcClient.create(
                new DriverManagerDataSource(environment.getRequiredProperty("docuvault.database.migrate-url")));
        owner.sql("alter table audit_exports no force row level security").update();
        owner.sql("update audit_exports set written_at = written_at - interval '90 days' where number <= :number")
                .param("number", export.number())
                .update();
        owner.sql("alter table audit_exports force row level security").update();
    }

    private <T> T asSystem(Supplier<T> work) {
        return Objects.requireNonNull(Caller.system().call(() -> transactions.execute(_ -> work.get())));
    }
}
