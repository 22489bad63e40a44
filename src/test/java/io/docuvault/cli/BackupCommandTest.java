package io.docuvault.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.docuvault.Api;
import io.docuvault.DocuVault;
import io.docuvault.backup.Backup;
import io.docuvault.backup.Progress;
import io.docuvault.backup.Restore;
import io.docuvault.storage.BlobKey;
import io.docuvault.storage.BlobRef;
import io.docuvault.storage.BlobStore;
import io.docuvault.storage.ObjectHolds;
import io.docuvault.storage.Stores;
import io.docuvault.storage.s3.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.http.MediaType;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One installation on S3 and files is backed up while people use it, and comes back on a machine with files only. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupCommandTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final S3Server S3 = new S3Server();
    private static final List<String> ON_S3 = List.of(
            "--docuvault.storage.s3.endpoint=" + S3.address(),
            "--docuvault.storage.s3.access-key=" + S3Server.ACCESS_KEY,
            "--docuvault.storage.s3.secret-key=" + S3Server.SECRET_KEY,
            "--docuvault.storage.s3.bucket=vault");

    private final Path data = Installation.directory();
    private final Path backups = Installation.directory();
    private final List<Path> machines = new ArrayList<>();
    private Installation source;
    private Api.Person anna;
    private Path passphrase;

    @BeforeAll
    void fill() throws IOException {
        passphrase =
                Files.writeString(backups.resolveSibling(UUID.randomUUID() + ".txt"), "a long enough passphrase\n");
        source = Installation.start(data, ON_S3);
        await().ignoreExceptions()
                .untilAsserted(() -> source.bean(Stores.class).preferred().check());
        anna = source.api.newPerson();
        Api.json(post(anna, "/api/topics", Map.of("name", "Steuern", "description", "Alles vom Finanzamt")));
        plain = upload(
                anna, "Bescheid.txt", "Der Bescheid des Finanzamts über die Kraftfahrzeugsteuer".getBytes(UTF_8));
        large = upload(anna, "large.bin", random(3_000_000));
        trashed = upload(anna, "trash.txt", "Into the trash".getBytes(UTF_8));
        upload(anna, "empty.txt", new byte[0]);
        anna.http()
                .delete()
                .uri("/api/documents/" + trashed)
                .exchange()
                .expectStatus()
                .is2xxSuccessful();
        inTheFileStore = upload(anna, "older.txt", "From before there was S3".getBytes(UTF_8));
        moveToFileStore(inTheFileStore);
        pendingUpload();
        assertThat(Api.json(post(anna, "/api/account/totp", Map.of("password", Api.PASSWORD)))
                        .get("secret")
                        .asString())
                .isNotBlank();
    }

    private String plain = "";
    private String large = "";
    private String trashed = "";
    private String inTheFileStore = "";

    @AfterAll
    void end() throws IOException {
        source.close();
        S3.close();
        Files.delete(passphrase);
        machines.add(data);
        machines.add(backups);
        for (Path machine : machines) {
            FileSystemUtils.deleteRecursively(machine);
        }
    }

    @Test
    void whatIsBackedUpWhilePeopleWorkComesBackOnAnotherMachineAndStore() throws Exception {
        Map<String, byte[]> sure = new HashMap<>();
        for (String id : List.of(plain, large, trashed, inTheFileStore)) {
            sure.put(id, content(anna, id));
        }
        Ran backup;
        try (Busy busy = new Busy(source)) {
            await().until(() -> busy.round.get() > 3);
            backup = run(
                    data, ON_S3, "backup", backups.toString(), "--json", "--passphrase-file", passphrase.toString());
        }
        assertThat(backup.error()).isEmpty();
        assertThat(backup.code()).isZero();
        JsonNode made = JSON.readTree(backup.output());
        assertThat(made.get("documents").asLong()).isGreaterThanOrEqualTo(5);
        assertThat(run(data, List.of(), "verify-backup", backups.toString()).output())
                .contains("is as it was written");

        Path machine = machine();
        Ran early = run(machine, List.of(), "restore", backups.toString());
        assertThat(early.code()).isEqualTo(1);
        assertThat(early.error()).contains("The SECRET_KEY is not the backup's", "give its passphrase");

        assertThatThrownBy(() -> cutOff(machine)).hasMessageContaining("cut off");
        assertThatThrownBy(() -> Installation.start(machine, List.of()))
                .hasStackTraceContaining("Run the same 'restore' again");
        Ran restore =
                run(machine, List.of(), "restore", backups.toString(), "--passphrase-file", passphrase.toString());
        assertThat(restore.error()).isEmpty();
        assertThat(restore.code()).isZero();
        assertThat(restore.output()).contains(made.get("id").asString(), "Everybody has to sign in again");

        try (Installation restored = Installation.start(machine, List.of())) {
            assertThat(restored.api
                            .anonymous()
                            .get()
                            .uri("/api/account")
                            .header("Authorization", "Bearer " + anna.accessToken())
                            .exchange()
                            .returnResult(String.class)
                            .getStatus()
                            .value())
                    .isEqualTo(401);
            Api.Person again = restored.api.signIn(anna.email());
            for (Map.Entry<String, byte[]> document : sure.entrySet()) {
                assertThat(content(again, document.getKey())).isEqualTo(document.getValue());
            }
            assertThat(ids(Api.json(again.http().get().uri("/api/search?q=Kraftfahrzeugsteuer"))))
                    .contains(plain);
            assertThat(Api.json(again.http().get().uri("/api/topics")).toString())
                    .contains("Alles vom Finanzamt");
            assertThat(Api.json(again.http().get().uri("/api/documents?trashed=true"))
                            .toString())
                    .contains(trashed);
            JsonNode account = Api.json(again.http().get().uri("/api/account"));
            assertThat(account.at("/quota/reservedBytes").asLong()).isZero();
            assertThat(restored.number("select count(*) from documents where store <> 'filesystem'"))
                    .isZero();
            // The queues begin anew: what waited is done, once.
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            restored.number("select count(*) from jobs where state in ('queued', 'running')") == 0);
            Ran verify = run(machine, List.of(), "verify");
            assertThat(verify.output()).contains("Everything is as it should be.");
            assertThat(
                            restored.text(
                                    "select string_agg(action, ' ' order by seq) from audit_entries where action like 'backup%'"))
                    .endsWith("backup_restored");
            assertThat(restored.number("select min(last_step) from second_factors"))
                    .isPositive();
        }
        Ran refused =
                run(machine, List.of(), "restore", backups.toString(), "--passphrase-file", passphrase.toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.error()).contains("not empty", "never deletes anything");
    }

    @Test
    void aBackupThatIsCutOffIsNoneAndTheNextOneGoesOnWithItsFiles() throws Exception {
        Path target = directory();
        assertThatThrownBy(() -> new Application(DocuVault.class, settings(data, ON_S3))
                        .call(
                                Backup.class,
                                backup -> backup.make(new Backup.Wishes(target, null, null, "test"), cut())))
                .hasMessageContaining("cut off");
        assertThat(run(data, List.of(), "verify-backup", target.toString()).error())
                .contains("There is no backup");
        assertThat(source.number("select count(*) from object_holds")).isZero();

        JsonNode made = JSON.readTree(
                run(data, ON_S3, "backup", target.toString(), "--json").output());

        assertThat(made.get("copied").asLong()).isLessThan(made.get("documents").asLong());
        assertThat(run(data, List.of(), "verify-backup", target.toString()).code())
                .isZero();
        try (Stream<Path> left = Files.list(target.resolve("backups"))) {
            assertThat(left).hasSize(1);
        }
    }

    /** A restore that is cut off when the first file is in its place. */
    private void cutOff(Path machine) throws Exception {
        new Application(DocuVault.class, settings(machine, List.of()))
                .with(RestoreCommand.ALONE)
                .call(
                        Restore.class,
                        restore -> restore.restore(
                                new Restore.Wishes(backups, null, "a long enough passphrase", false), cut()));
    }

    /** Fails once the first file is in its place. */
    private static Progress cut() {
        return new Progress() {
            private final AtomicBoolean files = new AtomicBoolean();

            @Override
            public void begins(String what) {
                files.set(what.equals("files"));
            }

            @Override
            public void done(long items, long ofItems, long bytes, long ofBytes) {
                if (files.get()) {
                    throw new IllegalStateException("cut off");
                }
            }
        };
    }

    @Test
    void aSecondBackupCopiesNewFilesOnlyAndOldOnesGoWithTheirFiles() throws Exception {
        Path target = directory();
        String gone = upload(anna, "gone.txt", "This file is in the first backup only".getBytes(UTF_8));
        JsonNode first = JSON.readTree(
                run(data, ON_S3, "backup", target.toString(), "--json").output());
        long objects = count(target.resolve("objects"));
        anna.http().delete().uri("/api/documents/" + gone).exchange();
        anna.http()
                .delete()
                .uri("/api/documents/" + gone + "?permanent=true")
                .exchange()
                .expectStatus()
                .is2xxSuccessful();
        upload(anna, "new.txt", "This one has just come".getBytes(UTF_8));

        Ran again = run(data, ON_S3, "backup", target.toString(), "--json", "--keep", "1");

        JsonNode second = JSON.readTree(again.output());
        assertThat(first.get("copied").asLong()).isEqualTo(objects);
        assertThat(second.get("copied").asLong()).isEqualTo(1);
        assertThat(second.get("removed").get(0).asString())
                .isEqualTo(first.get("id").asString());
        assertThat(count(target.resolve("objects"))).isEqualTo(objects);
        assertThat(count(target.resolve("backups")))
                .isEqualTo(
                        count(target.resolve("backups").resolve(second.get("id").asString())));
        assertThat(run(data, List.of(), "verify-backup", target.toString()).code())
                .isZero();
    }

    @Test
    void oneByteThatWasChangedIsFoundWhereverItIs() throws Exception {
        Path target = directory();
        assertThat(run(data, ON_S3, "backup", target.toString()).output())
                .contains("keys are not in it")
                .doesNotContain("100 of");
        List<Path> files;
        try (Stream<Path> all = Files.walk(target)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(".lock") && file.toFile().length() > 0)
                    .filter(file -> file.toString().contains("objects")
                            || file.endsWith("users.csv.gz")
                            || file.endsWith("manifest.json"))
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(5);
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            assertThat(run(data, List.of(), "verify-backup", target.toString()).code())
                    .as(file.toString())
                    .isEqualTo(1);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }
        assertThat(run(data, List.of(), "verify-backup", target.toString()).code())
                .isZero();
    }

    @Test
    void aFileThatIsGoneIsToldAndEverythingElseIsBackedUp() throws Exception {
        Path target = directory();
        String lost = upload(anna, "lost.txt", "This file will be lost".getBytes(UTF_8));
        BlobRef ref = new BlobRef(source.text("select blob_ref from documents where id = '" + lost + "'"));
        source.bean(Stores.class).get("s3").delete(ref);
        try {
            Ran backup = run(data, ON_S3, "backup", target.toString());

            assertThat(backup.code()).isEqualTo(1);
            assertThat(backup.error()).contains("document " + lost + ": There is no file.");
            assertThat(run(data, List.of(), "verify-backup", target.toString()).code())
                    .as("what could be copied is all right")
                    .isZero();

            BlobRef other = new BlobRef(source.text("select blob_ref from documents where id = '" + plain + "'"));
            source.bean(Stores.class).get("s3").delete(other);
            Ran files = run(data, ON_S3, "restore", "--files-only", target.toString());
            assertThat(files.output()).contains("1 files put into the store");
            assertThat(files.error()).contains(lost);
            assertThat(new String(content(anna, plain), UTF_8)).contains("Kraftfahrzeugsteuer");
        } finally {
            source.change("delete from documents where id = '" + lost + "'");
            source.asSystem(jdbc -> jdbc.sql("update users set used_bytes = used_bytes - 22 where id = :id")
                    .param("id", anna.id())
                    .update());
        }
    }

    @Test
    void nothingIsRemovedForGoodWhileSomebodyHoldsIt() throws Exception {
        ObjectHolds holds = source.bean(ObjectHolds.class);
        Stores stores = source.bean(Stores.class);
        String id = upload(anna, "held.txt", "Held".getBytes(UTF_8));
        BlobRef ref = new BlobRef(source.text("select blob_ref from documents where id = '" + id + "'"));
        UUID hold = holds.begin();
        anna.http().delete().uri("/api/documents/" + id).exchange();
        anna.http().delete().uri("/api/documents/" + id + "?permanent=true").exchange();
        await().until(() -> purges("queued") > 0);
        assertThat(stores.get("s3").length(ref)).isPresent();

        holds.end(hold);
        source.change(
                "update queue_documents set execution_time = now() where task_instance in (select id::text from jobs where kind = 'purge')");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> stores.get("s3").length(ref).isEmpty());
    }

    private long purges(String state) {
        return source.asSystem(jdbc -> jdbc.sql("select count(*) from jobs where kind = 'purge' and state = :state")
                .param("state", state)
                .query(Long.class)
                .single());
    }

    /** Somebody who uploads and deletes for good, as long as it is open. */
    private static final class Busy implements AutoCloseable {

        private final Thread thread;
        private final AtomicInteger round = new AtomicInteger();
        private volatile boolean over;

        Busy(Installation installation) {
            Api.Person ben = installation.api.newPerson();
            thread = Thread.ofVirtual().start(() -> {
                while (!over) {
                    String id = upload(ben, "busy.txt", ("Round " + round.get()).getBytes(UTF_8));
                    if (round.get() % 2 == 0) {
                        ben.http().delete().uri("/api/documents/" + id).exchange();
                        ben.http()
                                .delete()
                                .uri("/api/documents/" + id + "?permanent=true")
                                .exchange();
                    }
                    round.incrementAndGet();
                }
            });
        }

        @Override
        public void close() {
            over = true;
            await().until(() -> !thread.isAlive());
        }
    }

    private record Ran(int code, String output, String error) {}

    private static List<String> settings(Path machine, List<String> more) {
        return Stream.concat(more.stream(), Stream.of("--docuvault.data-dir=" + machine, Installation.OWN_SECRET))
                .toList();
    }

    private static Ran run(Path machine, List<String> more, String... arguments) {
        StringWriter output = new StringWriter();
        StringWriter error = new StringWriter();
        int code = CommandLineEntry.commandLine(new Application(DocuVault.class, settings(machine, more)))
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(error, true))
                .execute(arguments);
        return new Ran(code, output.toString(), error.toString());
    }

    private Path machine() throws IOException {
        Path machine = directory();
        Files.setPosixFilePermissions(machine, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
        return machine;
    }

    private Path directory() {
        Path directory = Installation.directory();
        machines.add(directory);
        return directory;
    }

    private static long count(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    private static org.springframework.test.web.servlet.client.RestTestClient.RequestHeadersSpec<?> post(
            Api.Person person, String path, Object body) {
        return person.http()
                .post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }

    private static String upload(Api.Person person, String name, byte[] content) {
        String id = Api.json(person.http().post().uri("/api/documents").body(Api.file(name, content)))
                .get("id")
                .asString();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !Api.json(person.http().get().uri("/api/documents/" + id))
                        .get("status")
                        .asString()
                        .equals("processing"));
        return id;
    }

    private void pendingUpload() {
        Api.json(post(anna, "/api/uploads", Map.of("name", "never.bin", "size", 5000)));
    }

    private void moveToFileStore(String id) throws IOException {
        Stores stores = source.bean(Stores.class);
        BlobStore files = stores.get("filesystem");
        String ref = source.text("select blob_ref from documents where id = '" + id + "'");
        try (InputStream bytes = stores.get("s3").read(new BlobRef(ref), 0, Long.MAX_VALUE / 2)) {
            files.promote(
                    files.stage(UUID.randomUUID(), bytes, OptionalLong.empty()),
                    BlobKey.ofPath(ref).orElseThrow());
        }
        stores.get("s3").delete(new BlobRef(ref));
        source.change("update documents set store = 'filesystem' where id = '" + id + "'");
    }

    private static byte[] content(Api.Person person, String id) {
        return Objects.requireNonNull(person.http()
                .get()
                .uri("/api/documents/" + id + "/content")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody());
    }

    private static List<String> ids(JsonNode page) {
        return page.findValuesAsString("id");
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return Base64.getEncoder().encode(bytes);
    }
}
