package io.docuvault.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The launcher on a home of its own, through everything that may happen to a household's machine. */
class EmbeddedPostgresTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int NOBODY = 65534;

    private static Path template;

    private Path directory;
    private Path home;
    private Path cluster;
    private final List<ThrowingCallable> ends = new ArrayList<>();

    /** A home after its first start, which takes seconds; the tests work on copies. */
    @BeforeAll
    static void startForTheFirstTime() {
        template = SharedDatabase.temporaryDirectory();
        EmbeddedPostgres.start(template.resolve("database")).close();
    }

    @BeforeEach
    void copyTheHome() throws IOException {
        directory = SharedDatabase.temporaryDirectory();
        home = directory.resolve("database");
        cluster = home.resolve("cluster");
        Commands.run(List.of(
                "cp",
                "--archive",
                "--reflink=auto",
                template.resolve("database").toString(),
                home.toString()));
    }

    @AfterAll
    static void deleteTheTemplate() throws IOException {
        Durable.deleteTree(template);
    }

    @AfterEach
    void leaveNothingBehind() throws Throwable {
        for (ThrowingCallable end : ends) {
            end.call();
        }
        if (Files.exists(cluster)) {
            await().atMost(PATIENCE).until(() -> Survivors.processesIn(cluster).isEmpty());
        }
        Durable.deleteTree(directory);
    }

    @Test
    void keepsWhatWasWrittenOverARestart() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            execute(postgres.migration(), "create table notes as select 'kept' as note");
        }
        assertThat(Survivors.processesIn(cluster)).isEmpty();

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            assertThat(query(postgres.migration(), "select note from notes")).isEqualTo("kept");
        }
    }

    @Test
    void writesDownToTheDiskAndAsksForPasswords() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            DatabaseAddress application = postgres.application();

            assertThat(query(application, "show fsync")).isEqualTo("on");
            assertThat(query(application, "show data_checksums")).isEqualTo("on");
            assertThat(query(application, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThatThrownBy(() -> DriverManager.getConnection(application.jdbcUrl(), "docuvault_app", "guessed"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(Files.readString(cluster.resolve("pg_hba.conf")).lines())
                    .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith("scram-sha-256"));
        }
        for (String name : List.of("postgres", "docuvault_migrate", "docuvault_app")) {
            Path password = home.resolve("passwords").resolve(name);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(password)).hasSize(43);
        }
    }

    @Test
    void knowsLettersFromPunctuationInEveryScript() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            assertThat(query(postgres.application(), "select to_tsvector('simple', '„Straße“ – ÄRGER…Ende')::text"))
                    .isEqualTo("'ende':3 'straße':1 'ärger':2");
        }
    }

    @Test
    void givesTheMarkThatSearchesNeedBelowRowSecurity() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            assertThat(query(postgres.application(), """
                            select string_agg(oprname || '(' || oprleft::regtype || ')', ' ' order by oprname, oprleft::regtype::text)
                            from pg_operator join pg_proc on pg_proc.oid = oprcode
                            where not proleakproof
                              and (oprname in ('%', '<%', '%>', '<<%', '%>>') and oprleft = 'text'::regtype
                                   or oprname = '@@' and oprleft in ('tsvector'::regtype, 'tsquery'::regtype)
                                   or oprname in ('~~', '~~*') and oprleft = 'text'::regtype)
                            """)).isNull();
        }
    }

    @Test
    void startsAgainWhenTheServerIsKilled() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            Commands.signal("KILL", PostmasterPid.read(cluster).orElseThrow().pid());

            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> query(postgres.application(), "select 1").equals("1"));
        }
    }

    @Test
    void refusesAHomeThatThisProcessUsesAlready() {
        try (EmbeddedPostgres _ = EmbeddedPostgres.start(home)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(home))
                    .isInstanceOf(DatabaseStartException.class)
                    .hasMessageContaining("in use by another DocuVault");
        }
    }

    @Test
    void refusesAHomeThatAnotherProcessUses() throws Exception {
        LauncherProcess holder = launcher("count", List.of());
        holder.nextNumber();

        assertThatThrownBy(() -> EmbeddedPostgres.start(home))
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageContaining("in use by another DocuVault (process " + holder.pid() + ")");
    }

    @Test
    void refusesAClusterOfAnotherMajorVersion() throws Exception {
        Files.writeString(cluster.resolve("PG_VERSION"), "17\n");

        assertThatThrownBy(() -> EmbeddedPostgres.start(home))
                .isInstanceOf(DatabaseStartException.class)
                .hasMessageContaining("made by PostgreSQL 17")
                .hasMessageContaining("brings PostgreSQL 18");
    }

    @Test
    void startsDespiteWhatAnInterruptedFirstStartLeft() throws Exception {
        Path interrupted = Files.createDirectory(
                directory.resolve("interrupted"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        Files.createDirectories(interrupted.resolve("server.unfinished/bin"));
        Files.createDirectories(interrupted.resolve("cluster.unfinished-1/base"));
        Files.createDirectories(interrupted.resolve("passwords"));
        Files.writeString(interrupted.resolve("cluster.unfinished-1.password"), "half");
        Files.writeString(interrupted.resolve("passwords/postgres.unfinished"), "half");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(interrupted)) {
            assertThat(query(postgres.application(), "select current_user")).isEqualTo("docuvault_app");
        }
        assertThat(interrupted).isDirectoryNotContaining("glob:**unfinished**");
    }

    @Test
    void startsDespiteThePidFileOfADeadServer() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();

        startsWithPidFile(dead.pid() + "\n" + cluster + "\n1\n1\n\n127.0.0.1\n1 1\nready   \n");
    }

    @Test
    void startsDespiteAPidFileWhoseNumberIsAnUnrelatedProcess() throws Exception {
        Process unrelated = new ProcessBuilder("sleep", "600").start();
        ends.add(unrelated::destroyForcibly);

        startsWithPidFile(unrelated.pid() + "\n" + cluster + "\n1\n1\n\n127.0.0.1\n1 1\nready   \n");
        assertThat(unrelated.isAlive()).isTrue();
    }

    @Test
    void startsDespiteAnEmptyPidFile() throws Exception {
        startsWithPidFile("");
    }

    private void startsWithPidFile(String content) throws Exception {
        Files.writeString(cluster.resolve("postmaster.pid"), content);

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            assertThat(query(postgres.application(), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void startsBehindADirectoryThatIsClosedToTheServersAccount() throws Exception {
        Path closed = Files.createDirectory(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        // From the first start on: initdb has to get through as well.
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(closed.resolve("database"))) {
            assertThat(query(postgres.application(), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void losesNothingAcknowledgedWhenKilledWhileWriting() throws Exception {
        killWhileWritingFiveTimes(List.of());
    }

    @Test
    void losesNothingAcknowledgedWhenKilledAsAnOrdinaryAccount() throws Exception {
        assumeTrue(!ServerAccount.choose(home).isOurs(), "not root: the test above was it already");
        ServerAccount ordinary = new ServerAccount(NOBODY, NOBODY, false, true);
        ordinary.own(home);

        killWhileWritingFiveTimes(ordinary.command(List.of()));
        assertThat(Files.getAttribute(cluster.resolve("PG_VERSION"), "unix:uid"))
                .isEqualTo(NOBODY);
    }

    private void killWhileWritingFiveTimes(List<String> as) throws Exception {
        long acknowledged = 0;
        for (int kill = 0; kill < 5; kill++) {
            LauncherProcess writer = launcher("write", as);
            for (int row = 0; row < 50; row++) {
                acknowledged = writer.nextNumber();
            }
            acknowledged = Math.max(acknowledged, writer.killed());
        }

        // No more than the kernel's signal stops the last server: nobody starts after it.
        await().atMost(PATIENCE).until(() -> Survivors.processesIn(cluster).isEmpty());
        assertThat(acknowledged).isGreaterThanOrEqualTo(250);
        assertThat(launcher("count", as).nextNumber()).isGreaterThanOrEqualTo(acknowledged);
    }

    @Test
    void stopsAServerThatOutlivedItsDocuVault() throws Exception {
        Process outliving = new ProcessBuilder(ServerAccount.choose(home)
                        .command(List.of(
                                PostgresBinaries.unpacked(home).program("postgres"),
                                "-D",
                                cluster.toString(),
                                "-c",
                                "listen_addresses=",
                                "-c",
                                "unix_socket_directories=" + cluster)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        ends.add(outliving::destroyForcibly);
        await().atMost(PATIENCE)
                .until(() -> PostmasterPid.read(cluster)
                        .filter(PostmasterPid::isReady)
                        .isPresent());

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            assertThat(query(postgres.application(), "select 1")).isEqualTo("1");
            assertThat(outliving.isAlive()).isFalse();
        }
    }

    private LauncherProcess launcher(String work, List<String> as) throws IOException {
        LauncherProcess launcher = LauncherProcess.start(home, work, as);
        ends.add(launcher::killed);
        return launcher;
    }

    private static void execute(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
