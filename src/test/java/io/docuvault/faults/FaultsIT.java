package io.docuvault.faults;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.docuvault.classification.ModelImitation;
import io.docuvault.classification.ModelImitation.Behaviour;
import io.docuvault.classification.ModelImitation.Dialect;
import io.docuvault.classification.ModelImitation.Seen;
import io.docuvault.ephemeral.TestRedis;
import io.docuvault.faults.Client.Doc;
import io.docuvault.faults.Step.Deed;
import io.docuvault.faults.Vault.Ended;
import io.docuvault.storage.CloudSignIn;
import io.docuvault.storage.OAuthImitation;
import io.docuvault.storage.googledrive.GoogleImitation;
import io.docuvault.storage.s3.FaultyProxy;
import io.docuvault.storage.s3.FaultyProxy.Fault;
import io.docuvault.storage.s3.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * The fault suite: the packaged jar is killed and its surroundings fail while a client works that keeps its own log of
 * what was acknowledged. After each round the server is compared with that log and {@code docuvault verify} has to be
 * clean. CONTRIBUTING.md says how to run its long form and how to repeat a run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsIT {

    private static final boolean LONG = Boolean.getBoolean("faults.long");
    private static final long SEED = Long.getLong("faults.seed", System.currentTimeMillis() % 1_000_000);
    /** Rounds at each step; in the short form, one each at some steps that chance chooses. */
    private static final int EACH = Integer.getInteger("faults.each", LONG ? 20 : 1);

    private static final int SHORT_STEPS = Integer.getInteger("faults.steps", 4);
    private static final int KILLS = Integer.getInteger("faults.kills", LONG ? 100 : 2);
    private static final int DATABASE_KILLS = Integer.getInteger("faults.databaseKills", LONG ? 50 : 2);
    /** Rounds with each of the faults; in the short form one, with some that chance chooses. */
    private static final int SERVICE_ROUNDS = Integer.getInteger("faults.services", LONG ? 5 : 1);

    private static final int SHORT_FAULTS = Integer.getInteger("faults.faults", 4);
    /** Which steps, as a regular expression for their names; then all of these, in the short form too. */
    private static final @Nullable String ONLY = System.getProperty("faults.only");

    private static final int DISK_ROUNDS = Integer.getInteger("faults.disk", LONG ? 10 : 0);
    private static final int CLOCK_ROUNDS = Integer.getInteger("faults.clock", 0);
    /** Seconds: two hours on, two minutes back, a day on, a little back. */
    private static final List<Long> CLOCK_STEPS = List.of(7_200L, -120L, 86_400L, -45L);

    private static final Path FAKETIME =
            Path.of(System.getProperty("faults.faketime", "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"));

    private static final int WORKERS = 2;
    private static final Duration UNTIL_STEP = Duration.ofSeconds(90);
    private static final Duration UNTIL_QUIET = Duration.ofMinutes(4);

    private final Tally kills = new Tally();
    private final Tally operations = new Tally();
    private final Tally checks = new Tally();
    private final List<List<Doc>> shelves = List.of(new ArrayList<>(), new ArrayList<>());
    private final ModelImitation model = new ModelImitation(Dialect.CHAT_COMPLETIONS);
    private final GoogleImitation google = new GoogleImitation();

    /** Stays until the next run, so that logs and data can be looked at. */
    private final Path work = Path.of("target", "faults").toAbsolutePath();

    private @Nullable Vault vault;
    private @Nullable Client client;
    private String connection = "";
    private boolean inConnection;

    @BeforeAll
    void tellTheSeed() throws IOException {
        FileSystemUtils.deleteRecursively(work);
        System.out.println("Fault suite, " + (LONG ? "long" : "short") + " form: -Dfaults.seed=" + SEED);
        model.behave(FaultsIT::labelled);
    }

    @AfterAll
    void tellTheCounts() {
        closeVault();
        model.close();
        google.close();
        kills.print("Kills and faults (seed " + SEED + ")");
        operations.print("Operations of the client");
        checks.print("Checks");
    }

    private static Random random(Object... of) {
        return new Random(Arrays.hashCode(of) * 31L + SEED);
    }

    private Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("BREACH_CHECK_URL", ""),
                Map.entry("OLLAMA_BASE_URL", model.url()),
                Map.entry("AI_DEADLINE", "5s"),
                Map.entry("DOCUVAULT_AI_REST", "1s"),
                Map.entry("DOCUVAULT_AI_LONGESTREST", "2s"),
                Map.entry("DOCUVAULT_AI_RESUMEINTERVAL", "1s"),
                Map.entry("DOCUVAULT_JOBS_HEARTBEAT", "1s"),
                Map.entry("DOCUVAULT_DOCUMENTS_VERIFYATONCE", Client.LARGE + "B"),
                Map.entry("DOCUVAULT_EXTRACTION_MEMORY", "128MB"),
                Map.entry("GOOGLE_CLIENT_ID", OAuthImitation.CLIENT_ID),
                Map.entry("GOOGLE_CLIENT_SECRET", OAuthImitation.CLIENT_SECRET),
                Map.entry("DOCUVAULT_STORAGE_GOOGLEDRIVE_AUTHORIZATIONURL", google.url() + "/auth"),
                Map.entry("DOCUVAULT_STORAGE_GOOGLEDRIVE_TOKENURL", google.url() + "/token"),
                Map.entry("DOCUVAULT_STORAGE_GOOGLEDRIVE_APIURL", google.url()));
    }

    /** A running server with somebody who has some documents. */
    private Vault vault() throws Exception {
        if (vault == null) {
            Vault made = new Vault(work.resolve("tools"), work.resolve("home"), settings());
            vault = made;
            begin();
            connection = CloudSignIn.connect(made.address().toString(), client().accessToken(), "google", null);
        }
        if (!vault.isAlive()) {
            vault.start();
        }
        return vault;
    }

    private void begin() throws Exception {
        Vault server = Objects.requireNonNull(vault);
        server.command(false, "verify", "--json");
        server.start();
        Client somebody = new Client(server.address(), operations, SEED);
        client = somebody;
        somebody.setUp();
        inConnection = false;
        shelves.forEach(List::clear);
        for (int i = 0; i < 6; i++) {
            somebody.upload(random("first", i), shelves.get(i % WORKERS));
        }
    }

    private void stopVault() throws InterruptedException {
        if (vault != null && vault.isAlive()) {
            vault.stop();
        }
        closeVault();
    }

    private void closeVault() {
        if (client != null) {
            client.close();
        }
        if (vault != null) {
            vault.close();
        }
        client = null;
        vault = null;
    }

    /** The model puts each document into one of the topics. */
    private static Behaviour labelled(Seen request) {
        JsonNode offered =
                request.json().at("/response_format/json_schema/schema/properties/topics/items/properties/id/enum");
        String topics = offered.isEmpty()
                ? ""
                : "{\"id\": \"%s\", \"confidence\": 0.9, \"evidence\": \"The heron contract\"}"
                        .formatted(offered.get(request.text().length() % offered.size())
                                .asString());
        return new Behaviour.Writes("""
                {"topics": [%s], "title": "", "document_date": "", "correspondent": "", "summary": "", "proposals": []}
                """.formatted(topics));
    }

    private Client client() {
        return Objects.requireNonNull(client);
    }

    // ---- killed at a step

    @Test
    @Order(1)
    void killedAtEachStep() throws Exception {
        List<Step> steps = new ArrayList<>(Arrays.asList(Step.values()));
        if (ONLY != null) {
            steps.removeIf(step -> !step.name().matches(ONLY));
        } else if (!LONG) {
            Collections.shuffle(steps, random("steps"));
            steps = steps.subList(0, SHORT_STEPS);
        }
        for (int round = 0; round < EACH; round++) {
            for (Step step : steps) {
                Random random = random(step.name(), round);
                told("round " + round + " at " + step, () -> killAt(step, random));
            }
        }
        quiet();
    }

    private interface Round {
        void run() throws Exception;
    }

    /** What goes wrong says in which round, so that it can be repeated. */
    private static void told(String round, Round work) throws Exception {
        Instant start = Instant.now();
        try {
            work.run();
            System.out.printf(
                    "%s: %d s%n", round, Duration.between(start, Instant.now()).toSeconds());
        } catch (AssertionError | RuntimeException | IOException e) {
            throw new AssertionError("In " + round + " of the seed " + SEED + ": " + e.getMessage(), e);
        }
    }

    private void killAt(Step step, Random random) throws Exception {
        Vault server = vault();
        if (step.deed() == Deed.ROTATE_KEYS) {
            killRotation(server, step);
        } else {
            prepare(step.deed(), random);
            boolean withDatabase = random.nextInt(3) == 0;
            server.arm(step, 1 + random.nextInt(2), withDatabase);
            Instant end = Instant.now().plus(UNTIL_STEP);
            for (int i = 0; server.isAlive() && Instant.now().isBefore(end); i++) {
                provoke(step.deed(), random, i);
                Thread.sleep(100);
            }
            if (!server.halted(Duration.ofSeconds(5))) {
                throw new AssertionError("The step was not reached");
            }
            kills.count(step.name(), withDatabase ? "killed with the database" : "killed");
            server.start();
        }
        client().check(false);
        verify(server);
    }

    /** The command is killed beside the server, which must not notice, and done again. */
    private void killRotation(Vault server, Step step) throws Exception {
        server.arm(step, 1, false);
        Ended killed = server.command(true, "keys", "rotate-credentials");
        require(killed.code() == HaltAgent.EXIT_CODE, "The command was not killed: " + killed);
        kills.count(step.name(), "killed");
        Files.deleteIfExists(work.resolve("tools/armed"));
        google.oauth.expireAccessTokens();
        Ended again = server.command(false, "keys", "rotate-credentials");
        require(again.code() == 0, "The keys can't be rotated after that: " + again);
        String state = client().get("/api/connections").at("/items/0/state").asString();
        require(state.equals("ok"), "The connection is " + state);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** So that what is to be done can be done. */
    private void prepare(Deed deed, Random random) throws Exception {
        List<Doc> mine = shelves.getFirst();
        while (client().kept().size() < 4) {
            client().upload(random, mine);
        }
        if (deed == Deed.RECLASSIFY) {
            client().dropReclassifications();
        }
    }

    private void provoke(Deed deed, Random random, int turn) throws Exception {
        List<Doc> mine = shelves.getFirst();
        switch (deed) {
            case UPLOAD -> {
                if (turn % 10 == 0) {
                    client().upload(random, mine);
                }
            }
            case PARTS -> client().uploadParts(random, mine, false);
            case LARGE_PARTS -> client().uploadParts(random, mine, true);
            case DELETE -> {
                if (turn < 8) {
                    client().upload(random, mine);
                    client().trash(random, mine);
                    client().purge(random, mine);
                }
            }
            case REFRESH -> client().refresh();
            case PASSWORD -> client().changePassword(random);
            case BATCH -> client().batch(random, mine);
            case MOVE -> {
                if (turn % 20 == 0) {
                    client().moveAll(inConnection ? connection : "server", inConnection ? null : connection);
                    inConnection = !inConnection;
                }
            }
            case RECLASSIFY -> client().reclassify();
            case ROTATE_KEYS -> throw new IllegalStateException();
        }
    }

    // ---- killed at any time

    @Test
    @Order(2)
    void killedAtAnyTime() throws Exception {
        for (int round = 0; round < KILLS; round++) {
            Random random = random("any", round);
            told("random kill " + round, () -> killAtAnyTime(random));
        }
        if (KILLS > 0) {
            quiet();
        }
    }

    private void killAtAnyTime(Random random) throws Exception {
        Vault server = vault();
        boolean withDatabase = random.nextBoolean();
        working(random, () -> {
            Thread.sleep(300 + random.nextInt(6000));
            server.kill(withDatabase);
        });
        kills.count("at random", withDatabase ? "killed with the database" : "killed");
        if (random.nextInt(5) == 0) {
            server.launch();
            Thread.sleep(random.nextInt(10_000));
            server.kill(random.nextBoolean());
            kills.count("at random", "killed while it started");
        }
        server.start();
        client().check(false);
        verify(server);
    }

    /** Has the client do this and that in several threads while something happens. */
    private void working(Random random, Round meanwhile) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS)) {
            List<Future<?>> workers = new ArrayList<>();
            for (List<Doc> shelf : shelves) {
                Random own = new Random(random.nextLong());
                workers.add(threads.submit(() -> {
                    while (!over.get()) {
                        client().act(own, shelf);
                        Thread.sleep(own.nextInt(30));
                    }
                    return null;
                }));
            }
            try {
                meanwhile.run();
            } finally {
                over.set(true);
            }
            for (Future<?> worker : workers) {
                worker.get(3, TimeUnit.MINUTES);
            }
        }
    }

    // ---- the database

    @Test
    @Order(3)
    void databaseKilled() throws Exception {
        for (int round = 0; round < DATABASE_KILLS; round++) {
            Random random = random("database", round);
            boolean look = LONG || round == DATABASE_KILLS - 1;
            told("database kill " + round, () -> killDatabase(random, look));
        }
        if (DATABASE_KILLS > 0) {
            quiet();
        }
    }

    private void killDatabase(Random random, boolean look) throws Exception {
        Vault server = vault();
        working(random, () -> {
            Thread.sleep(200 + random.nextInt(1500));
            kills.count("database", server.killDatabase(random));
            Thread.sleep(3000);
            awaitWell(server);
            Thread.sleep(random.nextInt(1000));
        });
        client().check(false);
        if (look) {
            verify(server);
        }
    }

    private static void awaitWell(Vault server) throws InterruptedException {
        for (int i = 0; i < 600 && !server.isWell(); i++) {
            Thread.sleep(100);
        }
        require(server.isWell(), "The server does not get well again, see " + server.log());
    }

    // ---- what the server stands on

    /** A port where whoever comes is let in and never answered. */
    private static ServerSocket hole() throws IOException {
        return new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    }

    @Test
    @Order(4)
    void servicesFail() throws Exception {
        if (SERVICE_ROUNDS == 0) {
            return;
        }
        stopVault();
        try (S3Server objects = new S3Server();
                FaultyProxy store = new FaultyProxy(objects.address());
                TestRedis redis = TestRedis.start();
                ServerSocket smtp = hole();
                ServerSocket breaches = hole()) {
            Map<String, String> settings = new HashMap<>(settings());
            settings.put("MINIO_ENDPOINT", store.address().toString());
            settings.put("MINIO_ACCESS_KEY", S3Server.ACCESS_KEY);
            settings.put("MINIO_SECRET_KEY", S3Server.SECRET_KEY);
            settings.put("FRONTEND_URL", S3Server.ORIGIN);
            settings.put("DOCUVAULT_STORAGE_S3_TIMEOUT", "2s");
            settings.put("REDIS_URL", redis.url());
            settings.put("SMTP_HOST", "127.0.0.1");
            settings.put("SMTP_PORT", String.valueOf(smtp.getLocalPort()));
            settings.put("SMTP_STARTTLS", "false");
            settings.put("DOCUVAULT_MAIL_TIMEOUT", "2s");
            settings.put("BREACH_CHECK_URL", "http://127.0.0.1:" + breaches.getLocalPort());
            vault = new Vault(work.resolve("tools"), work.resolve("home-of-services"), settings);
            begin();
            for (int round = 0; round < SERVICE_ROUNDS; round++) {
                int number = round;
                List<Map.Entry<String, Round>> faults =
                        new ArrayList<>(faults(store, redis).entrySet());
                if (!LONG) {
                    Collections.shuffle(faults, random("faults"));
                    faults = faults.subList(0, Math.min(SHORT_FAULTS, faults.size()));
                }
                for (Map.Entry<String, Round> fault : faults) {
                    Random random = random(fault.getKey(), round);
                    told("service round " + number + " with " + fault.getKey(), () -> {
                        working(random, fault.getValue());
                        model.behave(FaultsIT::labelled);
                        store.behave();
                        kills.count("services", fault.getKey());
                        client().check(false);
                    });
                }
                verify(vault());
            }
            quiet();
            stopVault();
        }
    }

    /** Each of them is there for a moment while the client works, and gone afterwards. */
    private Map<String, Round> faults(FaultyProxy store, TestRedis redis) {
        Map<String, Round> faults = new LinkedHashMap<>();
        for (Fault fault : Fault.values()) {
            if (fault != Fault.HELD) {
                faults.put("storage " + fault, () -> {
                    store.spoil("(GET|PUT|POST|DELETE|HEAD) /docuvault/.*", fault);
                    Thread.sleep(2500);
                    store.behave();
                });
            }
        }
        Map<String, Behaviour> models = Map.of(
                "hangs", new Behaviour.Hangs(),
                "drips", new Behaviour.Drips(false),
                "drips headers", new Behaviour.Drips(true),
                "429", ModelImitation.status(429, "Retry-After", "1"),
                "HTML", new Behaviour.Answers(200, Map.of("Content-Type", "text/html"), "<html>Sign in here</html>"),
                "a gigabyte", new Behaviour.Floods(),
                "wrong schema", new Behaviour.Writes("{\"topics\": \"all of them\"}"),
                "cut", new Behaviour.Cuts());
        models.forEach((name, behaviour) -> faults.put("model: " + name, () -> {
            model.behave(behaviour);
            Thread.sleep(2500);
        }));
        faults.put("Redis gone", () -> {
            redis.stop();
            Thread.sleep(2000);
            redis.startAgain();
        });
        faults.put("Redis hangs", () -> {
            redis.freeze();
            Thread.sleep(2000);
            redis.thaw();
        });
        faults.put("Redis emptied", () -> {
            redis.flush();
            Thread.sleep(500);
        });
        // Each new password asks the breach service and sends a mail.
        faults.put("SMTP and breach service hang", () -> client().changePassword(random("password")));
        return faults;
    }

    // ---- a full disk

    /** On a file system of its own, which takes an administrator's rights. */
    @Test
    @Order(5)
    void diskFull() throws Exception {
        if (DISK_ROUNDS == 0) {
            return;
        }
        stopVault();
        Path home = Files.createDirectories(work.resolve("home-on-a-small-disk"));
        if (ran("mount", "-t", "tmpfs", "-o", "size=500m", "tmpfs", home.toString()) != 0) {
            System.out.println("The disk was not filled: no file system can be mounted here.");
            return;
        }
        try {
            vault = new Vault(work.resolve("tools"), home, settings());
            begin();
            for (int round = 0; round < DISK_ROUNDS; round++) {
                Random random = random("disk", round);
                told("disk round " + round, () -> fillDisk(home, random));
            }
            quiet();
            stopVault();
        } finally {
            closeVault();
            ran("umount", "-l", home.toString());
        }
    }

    private void fillDisk(Path home, Random random) throws Exception {
        Path filler = home.resolve("filler");
        long left = random.nextBoolean() ? 0 : random.nextInt(3_000_000);
        working(random, () -> {
            Thread.sleep(500);
            try (FileChannel file = FileChannel.open(filler, CREATE, WRITE)) {
                ByteBuffer some = ByteBuffer.allocate(256 * 1024);
                while (home.toFile().getUsableSpace() > left) {
                    file.write(some.clear());
                }
            } catch (IOException _) {
                // That was the last of it.
            }
            Thread.sleep(4000);
            Files.delete(filler);
            kills.count("disk", "full");
        });
        awaitWell(vault());
        client().check(false);
        verify(vault());
    }

    private static int ran(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    // ---- a clock that is put on and back

    /** With libfaketime, for the server and its database alike; the time that passes is left as it is. */
    @Test
    @Order(6)
    void clockStepped() throws Exception {
        if (CLOCK_ROUNDS == 0) {
            return;
        }
        stopVault();
        if (!Files.exists(FAKETIME)) {
            System.out.println("The clock was not stepped: there is no " + FAKETIME + " (Debian's libfaketime).");
            return;
        }
        Path clock = Files.createDirectories(work).resolve("clock");
        Files.writeString(clock, "+0");
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("LD_PRELOAD", FAKETIME.toString());
        settings.put("FAKETIME_TIMESTAMP_FILE", clock.toString());
        settings.put("FAKETIME_CACHE_DURATION", "1");
        settings.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        vault = new Vault(work.resolve("tools"), work.resolve("home-of-the-clock"), settings);
        begin();
        long ahead = 0;
        for (int round = 0; round < CLOCK_ROUNDS; round++) {
            long step = CLOCK_STEPS.get(round % CLOCK_STEPS.size());
            ahead += step;
            String now = (ahead < 0 ? "" : "+") + ahead;
            Random random = random("clock", round);
            told("clock round " + round + " by " + step + " s", () -> {
                working(random, () -> {
                    Thread.sleep(1500);
                    Files.writeString(clock, now);
                    kills.count("clock", step < 0 ? "put back" : "put on");
                    Thread.sleep(3000);
                });
                client().check(false);
                verify(vault());
            });
        }
        quiet();
        stopVault();
    }

    // ---- looking

    private void verify(Vault server) throws IOException, InterruptedException {
        Ended found = server.command(false, "verify", "--json", "--connections");
        checks.count("verify", found.code() == 0 ? "clean" : "not clean");
        require(found.code() == 0, "verify: " + found.output());
    }

    /** Waits until nothing is under way any more, and looks at everything. */
    private void quiet() throws Exception {
        Vault server = vault();
        String left = client().underWay();
        for (Instant end = Instant.now().plus(UNTIL_QUIET);
                !left.isEmpty() && Instant.now().isBefore(end); ) {
            Thread.sleep(500);
            left = client().underWay();
        }
        require(left.isEmpty(), "This does not come to an end: " + left);
        client().check(true);
        verify(server);
        checks.count("background work", "came to an end");
    }
}
