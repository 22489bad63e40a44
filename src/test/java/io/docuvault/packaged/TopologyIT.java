package io.docuvault.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.docuvault.database.ExternalPostgres;
import io.docuvault.ephemeral.TestRedis;
import io.docuvault.storage.s3.S3Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The system of {@code compose.yaml} as processes of this machine, with two web and two worker nodes: the launcher, the
 * commands, the settings, the secrets and the checks of health that stand there, and nothing else but other addresses.
 */
class TopologyIT {

    private static final String PASSWORD = "a vault for the winter of 2026";
    private static final String REDIS_PASSWORD = "e0a2d1c7f3b94856";
    private static final int DOCUMENTS = 24;
    private static final Duration LONG = Duration.ofSeconds(90);

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<RunningJar> nodes = new ArrayList<>();

    private Path jar;
    private ExternalPostgres database;
    private S3Server store;
    private TestRedis redis;
    private ComposeFile compose;
    private Map<String, String> env;

    @TempDir
    private Path directory;

    private record Person(String email, String token) {}

    /** What a client was told is kept. */
    private record Kept(Person owner, String id, String content, String word) {

        byte[] bytes() {
            return content.getBytes(UTF_8);
        }
    }

    /** As the Dockerfile does it: taken apart, with what Java learns in a trial run beside it. */
    private Path installed() throws IOException, InterruptedException {
        Path program = directory.resolve("program");
        run(
                Map.of(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djarmode=tools",
                "-jar",
                System.getProperty("docuvault.jar"),
                "extract",
                "--destination",
                program.toString());
        Path jar = program.resolve("docuvault.jar");
        Files.move(program.resolve(Path.of(System.getProperty("docuvault.jar")).getFileName()), jar);
        run(
                Map.of(
                        "DOCUVAULT_JAR",
                        jar.toString(),
                        "SERVER_PORT",
                        String.valueOf(RunningJar.freePort()),
                        "PATH",
                        RunningJar.LAUNCHER.toAbsolutePath().getParent() + ":" + System.getenv("PATH")),
                "sh",
                "deploy/docker/aot-cache.sh",
                program.resolve("docuvault.aot").toString());
        return jar;
    }

    private static void run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        assertThat(builder.start().waitFor()).as(String.join(" ", command)).isZero();
    }

    @BeforeEach
    void startWhatTheNodesShare() throws IOException, InterruptedException {
        jar = installed();
        database = ExternalPostgres.start();
        store = new S3Server();
        redis = TestRedis.start(REDIS_PASSWORD);
        compose = ComposeFile.read();
        env = ComposeFile.example();
        env.putAll(Map.of(
                "STORE_URL",
                store.address().toString(),
                "REGISTRATION",
                "open",
                "SECRET_KEY",
                "q8Zr1vX0hJtW5nPdYbK7mUcE3sLgA9fo2iRxTzQwDjHC6VeB",
                "CLOUD_CREDS_KEY",
                "1f1c5a09d3b24e6688aa90bbccddeeff00112233445566778899a1b2c3d4e5f7",
                "DATABASE_APP_PASSWORD",
                database.appPassword(),
                "DATABASE_MIGRATE_PASSWORD",
                database.migratePassword(),
                "MINIO_ACCESS_KEY",
                S3Server.ACCESS_KEY,
                "MINIO_SECRET_KEY",
                S3Server.SECRET_KEY,
                "REDIS_PASSWORD",
                REDIS_PASSWORD));
    }

    @AfterEach
    void stop() throws IOException {
        nodes.parallelStream().forEach(RunningJar::close);
        threads.close();
        http.close();
        redis.close();
        store.close();
        database.close();
    }

    @Test
    void everythingIsThereOnceWhicheverNodeDies() throws Exception {
        // At once and on an empty database: each finds it migrated, whoever did it.
        List<Future<RunningJar>> starting = List.of(start("web"), start("web"), start("worker"), start("worker"));
        for (Future<RunningJar> node : starting) {
            nodes.add(node.get());
        }
        RunningJar firstWeb = nodes.get(0);
        RunningJar otherWeb = nodes.get(1);
        RunningJar firstWorker = nodes.get(2);
        RunningJar otherWorker = nodes.get(3);
        for (RunningJar node : nodes) {
            assertThat(saysThatItIsWell(node)).isTrue();
        }
        answersNothingButItsHealth(firstWorker);

        List<Person> people = List.of(
                signUp(firstWeb, "/api/setup", "anna@example.org"),
                signUp(otherWeb, "/api/auth/register", "ben@example.org"),
                signUp(firstWeb, "/api/auth/register", "cleo@example.org"));
        for (Person person : people) {
            assertThat(get(firstWeb, person, "/api/account").statusCode()).isEqualTo(200);
            assertThat(get(otherWeb, person, "/api/account").statusCode()).isEqualTo(200);
        }
        doesScheduledWorkOnce(otherWeb, people.getFirst());

        Queue<String> events = listen(otherWeb, people.getFirst());
        Map<String, Kept> kept = new ConcurrentHashMap<>();
        Kept first = upload(List.of(firstWeb), people.getFirst(), 0);
        kept.put(first.id(), first);
        await().atMost(LONG).until(() -> events.stream().anyMatch(event -> event.contains(first.id())));

        Future<?> uploading = threads.submit(() -> {
            for (int number = 1; number < DOCUMENTS; number++) {
                // By turns; whoever finds its node gone turns to the other.
                List<RunningJar> turns = number % 2 == 0 ? List.of(firstWeb, otherWeb) : List.of(otherWeb, firstWeb);
                Kept document = upload(turns, people.get(number % people.size()), number);
                kept.put(document.id(), document);
            }
            return null;
        });
        await().atMost(LONG).until(() -> kept.size() > DOCUMENTS / 4 && running() > 0);
        firstWorker.kill();
        await().atMost(LONG).until(() -> kept.size() > DOCUMENTS / 2);
        firstWeb.kill();
        uploading.get();
        assertThat(saysThatItIsWell(firstWeb)).isFalse();

        for (Kept document : kept.values()) {
            awaitFound(otherWeb, document);
            assertThat(http.send(
                                    request(otherWeb, "/api/documents/" + document.id() + "/content", document.owner())
                                            .build(),
                                    BodyHandlers.ofByteArray())
                            .body())
                    .isEqualTo(document.bytes());
        }
        await().atMost(LONG)
                .until(() -> database.ask("select count(*) from jobs where state in ('queued', 'running')")
                        .equals("0"));
        hasDoneEachJobOnce(kept);
        assertThat(children(otherWeb)).as("a web node reads no documents").isEmpty();
        assertThat(children(otherWorker)).isNotEmpty();
        assertThat(RunningJar.command(directory, settings("worker"), "verify"))
                .contains("Everything is as it should be.")
                .doesNotContain("NOT OK");
        startsBesideANewerRelease();
    }

    /** What a newer node leaves behind when it has migrated the schema. */
    private void startsBesideANewerRelease() throws Exception {
        database.change("""
                insert into flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                select max(installed_rank) + 1, '9999', 'of a newer release', 'SQL', 'V9999__of_a_newer_release.sql', 1,
                    'docuvault_migrate', 1, true
                from flyway_schema_history
                """);
        RunningJar again = start("web").get();
        nodes.add(again);
        assertThat(saysThatItIsWell(again)).isTrue();
    }

    private Future<RunningJar> start(String service) {
        return threads.submit(() -> {
            Path data = Files.createTempDirectory(directory, service);
            return RunningJar.launch(compose.command(service), data, settings(service));
        });
    }

    /** The service's environment and secrets, with this machine's addresses. */
    private Map<String, String> settings(String service) throws IOException {
        Path secrets = Files.createTempDirectory(directory, "secrets");
        for (String secret : compose.secretsOf(service)) {
            Files.writeString(secrets.resolve(secret), env.get(compose.secrets().get(secret)) + "\n");
        }
        Map<String, String> settings = new HashMap<>();
        compose.environment(service, env)
                .forEach((name, value) -> settings.put(
                        name,
                        value.replace("database:5432", database.address())
                                .replace("http://store:9000", store.address().toString())
                                .replace("redis:6379", redis.address())));
        settings.putAll(Map.of(
                "SECRETS_DIR", secrets.toString(),
                "DOCUVAULT_JAR", jar.toString(),
                "JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1",
                "SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE", "8",
                // So that it is soon noticed who is dead, and that the scheduled work has something to do.
                "DOCUVAULT_JOBS_HEARTBEAT", "1s",
                "DOCUVAULT_ACCOUNTS_SIGNINGKEYS_ROTATION", "1s",
                "DEFAULT_AI_PROVIDER", "builtin"));
        return settings;
    }

    private boolean saysThatItIsWell(RunningJar node) throws IOException, InterruptedException {
        List<String> command = compose.healthCheck("web").stream()
                .map(word ->
                        word.replace("http://localhost:8080", node.address().toString()))
                .toList();
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    private void answersNothingButItsHealth(RunningJar worker) throws IOException, InterruptedException {
        assertThat(get(worker, null, "/health").body()).contains("\"status\":\"ok\"");
        assertThat(get(worker, null, "/livez").statusCode()).isEqualTo(200);
        for (String path : List.of("/", "/documents", "/api/setup", "/api/openapi.json", "/actuator/health")) {
            assertThat(get(worker, null, path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(post(worker, null, "/api/auth/login", credentials("anna@example.org"))
                        .statusCode())
                .isEqualTo(404);
    }

    /** The one that nobody could miss if it ran twice: each time there is another key. */
    private void doesScheduledWorkOnce(RunningJar web, Person person) throws IOException, InterruptedException {
        database.change("update queue_documents set execution_time = now() where task_name = 'signing-key-rotation'");
        await().atMost(LONG)
                .until(() -> database.ask("select count(*) from queue_documents"
                                + " where task_name = 'signing-key-rotation' and last_success is not null"
                                + " and not picked and execution_time > now()")
                        .equals("1"));
        assertThat(database.ask("select count(*) from audit_entries where action = 'signing_keys_rotated'"))
                .isEqualTo("1");
        assertThat(get(web, person, "/api/account").statusCode()).isEqualTo(200);
    }

    private int running() {
        return Integer.parseInt(database.ask("select count(*) from jobs where state = 'running'"));
    }

    private void hasDoneEachJobOnce(Map<String, Kept> kept) throws IOException, InterruptedException {
        assertThat(database.ask("select count(*) from documents")).isEqualTo(String.valueOf(kept.size()));
        assertThat(database.ask("select count(*) from jobs where state <> 'done'"))
                .isEqualTo("0");
        assertThat(database.ask(
                        "select count(distinct subject_id) || ' of ' || count(*) from jobs where kind = 'extract'"))
                .isEqualTo(kept.size() + " of " + kept.size());
        assertThat(database.ask("select count(*) from (select from classification_runs"
                        + " group by document_id, prompt_hash, text_hash having count(*) > 1) twice"))
                .isEqualTo("0");
        Map<Person, Long> stored = new HashMap<>();
        kept.values().forEach(document -> stored.merge(document.owner(), (long) document.bytes().length, Long::sum));
        for (Map.Entry<Person, Long> used : stored.entrySet()) {
            JsonNode account = json.readTree(
                    get(nodes.get(1), used.getKey(), "/api/account").body());
            assertThat(account.get("usedBytes").asLong()).isEqualTo(used.getValue());
        }
    }

    private static List<String> children(RunningJar node) {
        return node.process()
                .descendants()
                .map(child -> child.info().commandLine().orElse(""))
                .filter(command -> command.contains("extraction.child.Main"))
                .toList();
    }

    private Person signUp(RunningJar node, String path, String email) throws IOException, InterruptedException {
        HttpResponse<String> made = post(node, null, path, credentials(email));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        HttpResponse<String> answer = post(node, null, "/api/auth/login", credentials(email));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new Person(
                email, json.readTree(answer.body()).path("accessToken").asString());
    }

    private Queue<String> listen(RunningJar node, Person person) {
        Queue<String> events = new ConcurrentLinkedQueue<>();
        var _ = threads.submit(() -> {
            http.send(request(node, "/api/events", person).build(), BodyHandlers.ofLines())
                    .body()
                    .forEach(events::add);
            return null;
        });
        return events;
    }

    /** Announced, sent to the store as a browser does, and completed; each step at the first of the nodes that lives. */
    private Kept upload(List<RunningJar> turns, Person owner, int number) throws IOException, InterruptedException {
        String word = "heron" + word(number);
        String content =
                "The contract about the %s was signed in Lübeck.%s".formatted(word, " All agreed.".repeat(20 + number));
        byte[] bytes = content.getBytes(UTF_8);
        JsonNode upload = json.readTree(atOneOf(
                        turns,
                        node -> post(
                                node,
                                owner,
                                "/api/uploads",
                                json.writeValueAsString(Map.of("name", word + ".txt", "size", bytes.length))))
                .body());
        JsonNode part = upload.at("/parts/0");
        HttpRequest.Builder put =
                HttpRequest.newBuilder(URI.create(part.get("url").asString())).PUT(BodyPublishers.ofByteArray(bytes));
        part.get("headers").forEachEntry((name, value) -> put.header(name, value.asString()));
        assertThat(http.send(put.build(), BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
        HttpResponse<String> completed = atOneOf(
                turns,
                node -> post(node, owner, "/api/uploads/" + upload.get("id").asString() + "/complete", "{}"));
        assertThat(completed.statusCode()).as(completed.body()).isEqualTo(201);
        return new Kept(owner, json.readTree(completed.body()).get("id").asString(), content, word);
    }

    /** Letters only, another for each number. */
    private static String word(int number) {
        return "abcdefghij".charAt(number / 10) + "" + "klmnopqrst".charAt(number % 10);
    }

    private interface Asking {

        HttpResponse<String> ask(RunningJar node) throws IOException, InterruptedException;
    }

    private static HttpResponse<String> atOneOf(List<RunningJar> nodes, Asking question)
            throws IOException, InterruptedException {
        try {
            return question.ask(nodes.getFirst());
        } catch (IOException _) {
            return question.ask(nodes.getLast());
        }
    }

    private void awaitFound(RunningJar node, Kept document) {
        await().atMost(LONG).untilAsserted(() -> {
            HttpResponse<String> found = get(node, document.owner(), "/api/search?q=" + document.word());
            assertThat(json.readTree(found.body()).at("/items/0/document/id").asString())
                    .isEqualTo(document.id());
            assertThat(json.readTree(found.body())
                            .at("/items/0/document/status")
                            .asString())
                    .isEqualTo("ready");
        });
    }

    private String credentials(String email) {
        return json.writeValueAsString(Map.of("email", email, "password", PASSWORD));
    }

    private HttpResponse<String> post(RunningJar node, @Nullable Person person, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                request(node, path, person)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(RunningJar node, @Nullable Person person, String path)
            throws IOException, InterruptedException {
        return http.send(request(node, path, person).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(RunningJar node, String path, @Nullable Person person) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(node.address().resolve(path)).timeout(Duration.ofMinutes(2));
        return person == null ? request : request.header("Authorization", "Bearer " + person.token());
    }
}
