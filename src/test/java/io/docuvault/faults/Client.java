package io.docuvault.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.shared.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One user of a server that is killed while they work. Keeps a log of its own of what was acknowledged and what was never
 * answered, and can compare the server with it: what was acknowledged has to be there, and of the other things each has
 * been done wholly or not at all.
 */
final class Client implements AutoCloseable {

    static final String EMAIL = "owner@example.org";
    /** Above it an upload is verified by a job. */
    static final int LARGE = 8 * 1024;

    private static final String REFRESH_COOKIE = "__Host-docuvault_refresh";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int MOST_DOCUMENTS = 25;
    private static final int MOST_TOPICS = 12;

    /** Where a document is. */
    private enum Place {
        NOWHERE,
        KEPT,
        TRASHED
    }

    /**
     * What is known of a document.
     *
     * @param title null if it does not matter
     * @param topics that a person has put it into
     * @param rejected that may not even be suggested
     */
    private record State(@Nullable String title, Set<String> topics, Set<String> rejected, Place place) {

        static final State NOWHERE = new State(null, Set.of(), Set.of(), Place.NOWHERE);

        State in(Place there) {
            return new State(title, topics, rejected, there);
        }

        State titled(String other) {
            return new State(other, topics, rejected, place);
        }

        State with(String topic) {
            Set<String> more = new TreeSet<>(topics);
            more.add(topic);
            return about(more);
        }

        State about(Collection<String> others) {
            Set<String> still = new TreeSet<>(rejected);
            still.removeAll(others);
            return new State(title, new TreeSet<>(others), still, place);
        }

        State without(String topic) {
            Set<String> more = new TreeSet<>(rejected);
            more.add(topic);
            return new State(title, topics, more, place);
        }

        boolean is(Seen seen) {
            if (place != seen.place() || place == Place.NOWHERE) {
                return place == seen.place();
            }
            return (title == null || title.equals(seen.title()))
                    && new TreeSet<>(topics).equals(new TreeSet<>(seen.topics()))
                    && rejected.stream().noneMatch(seen.suggested()::contains);
        }
    }

    /** A document as the server shows it. */
    private record Seen(String id, String title, Set<String> topics, Set<String> suggested, Place place, long size) {

        static final Seen NOTHING = new Seen("", "", Set.of(), Set.of(), Place.NOWHERE, 0);
    }

    /** A document that was sent, or meant to be. Belongs to one thread. */
    static final class Doc {
        private final String name;
        private final byte[] content;
        private volatile @Nullable String id;
        private volatile State state = State.NOWHERE;
        /** Whether something was asked for that was never answered. */
        private volatile boolean unsure;

        private volatile boolean looked;

        Doc(String name, byte[] content) {
            this.name = name;
            this.content = content;
        }

        private boolean free(Place place) {
            return !unsure && state.place() == place;
        }
    }

    /** Something that was asked for and not answered. */
    private record Attempt(String what, Map<Doc, State> after) {}

    /** An upload by parts whose completion was not answered. */
    private record Unfinished(Doc doc, String upload, boolean sent, State after) {}

    private record Answer(int status, String body, @Nullable String refreshToken) {}

    private interface Call {
        Answer send() throws IOException, InterruptedException;
    }

    private final URI server;
    private final Tally tally;
    private final long seed;
    private final JsonMapper json = new JsonMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final List<Doc> docs = new CopyOnWriteArrayList<>();
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final List<Unfinished> unfinished = new CopyOnWriteArrayList<>();
    private final List<String> topics = new CopyOnWriteArrayList<>();
    private final Map<String, Boolean> topicNames = new java.util.concurrent.ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();

    private volatile String accessToken = "";
    private volatile String refreshToken = "";
    private boolean refreshUnsure = true;
    private String password = "a vault for the winter of 2026";
    private @Nullable String perhapsPassword;

    Client(URI server, Tally tally, long seed) {
        this.server = server;
        this.tally = tally;
        this.seed = seed;
    }

    /** Makes the first account and a few topics. */
    void setUp() throws IOException, InterruptedException {
        Answer made = post("/api/setup", Map.of("email", EMAIL, "password", password));
        require(made.status() == 200 || made.status() == 201, "set up: " + made.body());
        signIn();
        Random random = new Random(seed);
        for (int i = 0; i < 4; i++) {
            newTopic(random);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    String accessToken() {
        return accessToken;
    }

    // ---- signing in

    /** With the password that counts; if a change of it was not answered, with the one or the other. */
    synchronized void signIn() throws IOException, InterruptedException {
        Answer answer = login(password);
        if (answer.status() == 401 && perhapsPassword != null) {
            password = perhapsPassword;
            answer = login(password);
        }
        require(answer.status() == 200, "The password that was acknowledged is not taken: " + answer.body());
        perhapsPassword = null;
        takeTokens(answer);
    }

    private Answer login(String with) throws IOException, InterruptedException {
        Answer answer = post("/api/auth/login", Map.of("email", EMAIL, "password", with));
        for (int i = 0; i < 20 && answer.status() >= 500; i++) {
            Thread.sleep(500);
            answer = post("/api/auth/login", Map.of("email", EMAIL, "password", with));
        }
        return answer;
    }

    private void takeTokens(Answer answer) {
        accessToken = json.readTree(answer.body()).path("accessToken").asString();
        refreshToken = String.valueOf(answer.refreshToken());
        refreshUnsure = false;
    }

    synchronized void refresh() throws InterruptedException {
        boolean sure = !refreshUnsure;
        refreshUnsure = true;
        try {
            Answer answer = send(request("/api/auth/refresh")
                    .header("Cookie", REFRESH_COOKIE + "=" + refreshToken)
                    .POST(BodyPublishers.noBody()));
            if (answer.status() == 200) {
                takeTokens(answer);
                tally.count("refresh", "acknowledged");
            } else if (answer.status() >= 500 || answer.status() == 429) {
                refreshUnsure = !sure || answer.status() >= 500;
                tally.count("refresh", "failed");
            } else {
                require(!sure, "A refresh token that was acknowledged is not taken: " + answer.body());
                tally.count("refresh", "ended by a lost answer");
                signIn();
            }
        } catch (IOException _) {
            tally.count("refresh", "unanswered");
        }
    }

    synchronized void changePassword(Random random) throws InterruptedException {
        String wanted = "another vault " + random.nextLong();
        perhapsPassword = wanted;
        refreshUnsure = true;
        try {
            Answer answer =
                    send("PUT", "/api/account/password", Map.of("currentPassword", password, "newPassword", wanted));
            if (answer.status() == 200) {
                password = wanted;
                perhapsPassword = null;
                takeTokens(answer);
                tally.count("password", "acknowledged");
            } else {
                tally.count("password", answer.status() >= 500 ? "failed" : "refused");
            }
        } catch (IOException _) {
            tally.count("password", "unanswered");
        }
    }

    // ---- what it does

    /** Does one thing that chance decides with the documents of one thread. */
    void act(Random random, List<Doc> mine) throws InterruptedException {
        long kept = mine.stream().filter(doc -> doc.state.place() == Place.KEPT).count();
        int what = random.nextInt(100);
        if (what < 14) {
            upload(random, mine);
        } else if (what < 28) {
            uploadParts(random, mine, random.nextBoolean());
        } else if (what < 40) {
            retitle(random, mine);
        } else if (what < 50) {
            setTopics(random, mine);
        } else if (what < 58 || kept > MOST_DOCUMENTS) {
            trash(random, mine);
        } else if (what < 64) {
            restore(random, mine);
        } else if (what < 72) {
            purge(random, mine);
        } else if (what < 82) {
            batch(random, mine);
        } else if (what < 90) {
            decide(random, mine);
        } else if (what < 92) {
            newTopic(random);
        } else if (what < 93) {
            changePassword(random);
        } else if (what < 97) {
            refresh();
        } else {
            search();
        }
    }

    private Doc newDoc(Random random, boolean large) {
        int which = number.incrementAndGet();
        StringBuilder text = new StringBuilder("The heron contract number " + which + " of " + seed + ".\n");
        int length = large ? LARGE + random.nextInt(200_000) : random.nextInt(LARGE - 1000);
        byte[] content;
        String name;
        if (random.nextInt(5) == 0) {
            content = new byte[length + 40];
            random.nextBytes(content);
            name = "bytes-" + which + ".bin";
        } else {
            while (text.length() < length) {
                text.append(Long.toUnsignedString(random.nextLong(), 36)).append(random.nextInt(9) == 0 ? '\n' : ' ');
            }
            content = text.toString().getBytes(UTF_8);
            name = "letter-" + which + ".txt";
        }
        Doc doc = new Doc(name, content);
        docs.add(doc);
        return doc;
    }

    void upload(Random random, List<Doc> mine) throws InterruptedException {
        Doc doc = newDoc(random, random.nextInt(4) == 0);
        mine.add(doc);
        String title = "Letter " + doc.name;
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(("--limit\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n" + title
                        + "\r\n--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + doc.name
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(ISO_8859_1));
        form.writeBytes(doc.content);
        form.writeBytes("\r\n--limit--\r\n".getBytes(ISO_8859_1));
        JsonNode made = attempt(
                "upload by form",
                Map.of(doc, new State(title, Set.of(), Set.of(), Place.KEPT)),
                () -> send(request("/api/documents")
                        .header("Content-Type", "multipart/form-data; boundary=limit")
                        .POST(BodyPublishers.ofByteArray(form.toByteArray()))));
        if (made != null) {
            doc.id = made.path("id").asString();
        }
    }

    void uploadParts(Random random, List<Doc> mine, boolean large) throws InterruptedException {
        Doc doc = newDoc(random, large);
        mine.add(doc);
        State after = new State(null, Set.of(), Set.of(), Place.KEPT);
        doc.unsure = true;
        String id = null;
        boolean sent = false;
        try {
            Answer begun = post(
                    "/api/uploads",
                    random.nextBoolean()
                            ? Map.of("name", doc.name, "size", doc.content.length)
                            : Map.of("name", doc.name, "size", doc.content.length, "sha256", sha256(doc.content)));
            if (begun.status() != 201) {
                tally.count("upload by parts", begun.status() >= 500 ? "failed" : "refused");
                return;
            }
            JsonNode upload = json.readTree(begun.body());
            id = upload.path("id").asString();
            for (JsonNode part : upload.path("parts")) {
                int offset = part.path("offset").asInt();
                HttpRequest.Builder put = HttpRequest.newBuilder(
                                server.resolve(part.path("url").asString()))
                        .timeout(PATIENCE)
                        .method(
                                part.path("method").asString(),
                                BodyPublishers.ofByteArray(
                                        doc.content, offset, part.path("size").asInt()));
                part.path("headers").forEachEntry((name, value) -> put.header(name, value.asString()));
                int status = http.send(put.build(), BodyHandlers.discarding()).statusCode();
                if (status / 100 != 2) {
                    tally.count("upload by parts", "failed");
                    return;
                }
            }
            sent = true;
            Answer done = post("/api/uploads/" + id + "/complete", Map.of());
            for (int i = 0; i < 30 && done.status() == 202; i++) {
                done = post("/api/uploads/" + id + "/complete", Map.of());
            }
            if (done.status() == 201) {
                doc.id = json.readTree(done.body()).path("id").asString();
                doc.state = after;
                doc.unsure = false;
                tally.count("upload by parts", "acknowledged");
                return;
            }
            tally.count("upload by parts", done.status() >= 500 ? "failed" : "refused: " + done.body());
        } catch (IOException _) {
            tally.count("upload by parts", "unanswered");
        } finally {
            if (doc.unsure && id != null) {
                unfinished.add(new Unfinished(doc, id, sent, after));
            } else {
                doc.unsure = false;
            }
        }
    }

    void retitle(Random random, List<Doc> mine) throws InterruptedException {
        Doc doc = one(random, mine, Place.KEPT);
        if (doc != null) {
            String title = "Title " + random.nextInt(1_000_000);
            attempt(
                    "title",
                    Map.of(doc, doc.state.titled(title)),
                    () -> send("PATCH", "/api/documents/" + doc.id, Map.of("title", title)));
        }
    }

    void setTopics(Random random, List<Doc> mine) throws InterruptedException {
        Doc doc = one(random, mine, Place.KEPT);
        if (doc != null) {
            List<String> chosen =
                    topics.stream().filter(_ -> random.nextInt(3) == 0).toList();
            attempt(
                    "topics",
                    Map.of(doc, doc.state.about(chosen)),
                    () -> send("PATCH", "/api/documents/" + doc.id, Map.of("topics", chosen)));
        }
    }

    void trash(Random random, List<Doc> mine) throws InterruptedException {
        Doc doc = one(random, mine, Place.KEPT);
        if (doc != null) {
            attempt(
                    "trash",
                    Map.of(doc, doc.state.in(Place.TRASHED)),
                    () -> send("DELETE", "/api/documents/" + doc.id, null));
        }
    }

    void restore(Random random, List<Doc> mine) throws InterruptedException {
        Doc doc = one(random, mine, Place.TRASHED);
        if (doc != null) {
            attempt(
                    "restore",
                    Map.of(doc, doc.state.in(Place.KEPT)),
                    () -> send("POST", "/api/documents/" + doc.id + "/restore", null));
        }
    }

    void purge(Random random, List<Doc> mine) throws InterruptedException {
        Doc doc = one(random, mine, Place.TRASHED);
        if (doc != null) {
            attempt(
                    "purge",
                    Map.of(doc, State.NOWHERE),
                    () -> send("DELETE", "/api/documents/" + doc.id + "?permanent=true", null));
        }
    }

    /** Puts several documents into topics at once and, as often as not, takes that back at once. */
    void batch(Random random, List<Doc> mine) throws InterruptedException {
        List<Doc> some =
                mine.stream().filter(doc -> doc.free(Place.KEPT)).limit(5).toList();
        if (some.isEmpty()) {
            return;
        }
        Map<Doc, State> before = new HashMap<>();
        Map<Doc, State> after = new HashMap<>();
        List<Map<String, String>> add = new ArrayList<>();
        for (Doc doc : some) {
            String topic = topics.get(random.nextInt(topics.size()));
            if (!doc.state.topics().contains(topic) && !doc.state.rejected().contains(topic)) {
                before.put(doc, doc.state);
                after.put(doc, doc.state.with(topic));
                add.add(Map.of("documentId", String.valueOf(doc.id), "topicId", topic));
            }
        }
        JsonNode batch = attempt("batch", after, () -> post("/api/review/decisions", Map.of("add", add)));
        if (batch != null && random.nextBoolean()) {
            undo(batch.path("id").asString(), before);
        }
    }

    private void undo(String batch, Map<Doc, State> before) throws InterruptedException {
        attempt("undo", before, () -> send("POST", "/api/batches/" + batch + "/undo", null));
    }

    /** Accepts or rejects something that was suggested. */
    void decide(Random random, List<Doc> mine) throws InterruptedException {
        Doc doc = one(random, mine, Place.KEPT);
        if (doc == null) {
            return;
        }
        Answer now = quietly("/api/documents/" + doc.id);
        if (now == null) {
            return;
        }
        for (JsonNode topic : json.readTree(now.body()).path("topics")) {
            if (topic.path("state").asString().equals("suggested")) {
                String id = topic.path("topicId").asString();
                String suggestion = "/api/review/" + topic.path("suggestionId").asString();
                if (random.nextBoolean()) {
                    attempt(
                            "accept",
                            Map.of(doc, doc.state.with(id)),
                            () -> send("POST", suggestion + "/accept", null));
                } else {
                    attempt(
                            "reject",
                            Map.of(doc, doc.state.without(id)),
                            () -> send("POST", suggestion + "/reject", null));
                }
                return;
            }
        }
    }

    void newTopic(Random random) throws InterruptedException {
        if (topicNames.size() >= MOST_TOPICS) {
            return;
        }
        String name = "Topic " + Integer.toUnsignedString(random.nextInt());
        try {
            topicNames.put(name, false);
            Answer answer = post("/api/topics", Map.of("name", name));
            if (answer.status() == 201) {
                topicNames.put(name, true);
                topics.add(json.readTree(answer.body()).path("id").asString());
                tally.count("topic", "acknowledged");
            } else {
                tally.count("topic", answer.status() >= 500 ? "failed" : "refused");
            }
        } catch (IOException _) {
            tally.count("topic", "unanswered");
        }
    }

    void search() throws InterruptedException {
        Answer answer = quietly("/api/search?q=heron");
        tally.count("search", answer == null ? "unanswered" : "answered");
    }

    /** Takes all that is kept somewhere else; null for the server's own store. */
    void moveAll(String from, @Nullable String to) throws InterruptedException {
        Map<String, @Nullable String> wish = new HashMap<>();
        wish.put("from", from);
        wish.put("to", to);
        attempt("move", Map.of(), () -> post("/api/moves", wish));
    }

    /** Asks anew about everything, and makes the differences so. */
    void reclassify() throws InterruptedException {
        JsonNode begun =
                attempt("reclassification", Map.of(), () -> post("/api/reclassifications", Map.of("filter", Map.of())));
        if (begun == null) {
            return;
        }
        String path = "/api/reclassifications/" + begun.path("id").asString();
        for (int i = 0; i < 200; i++) {
            Answer now = quietly(path);
            if (now == null) {
                return;
            }
            JsonNode it = json.readTree(now.body());
            String state = it.path("state").asString();
            if (!state.equals("running")) {
                tally.count(
                        "reclassification",
                        ("then " + state + " " + it.at("/problem/code").asString("")).strip());
                if (state.equals("ready")) {
                    attempt("application", Map.of(), () -> post(path + "/apply", Map.of()));
                }
                return;
            }
            Thread.sleep(100);
        }
    }

    private static @Nullable Doc one(Random random, List<Doc> mine, Place place) {
        List<Doc> some = mine.stream().filter(doc -> doc.free(place)).toList();
        return some.isEmpty() ? null : some.get(random.nextInt(some.size()));
    }

    // ---- the log

    /** The answer, if there was a good one; then what is known is changed. Otherwise it is known to be unsure. */
    private @Nullable JsonNode attempt(String what, Map<Doc, State> after, Call call) throws InterruptedException {
        Attempt attempt = new Attempt(what, after);
        after.keySet().forEach(doc -> doc.unsure = true);
        try {
            Answer answer = call.send();
            if (answer.status() < 500) {
                boolean done = answer.status() / 100 == 2;
                tally.count(what, done ? "acknowledged" : "refused");
                after.forEach((doc, state) -> {
                    doc.state = done ? state : doc.state;
                    doc.looked = false;
                    doc.unsure = false;
                });
                if (answer.status() == 401) {
                    renew();
                }
                return done ? json.readTree(answer.body().isEmpty() ? "{}" : answer.body()) : null;
            }
            tally.count(what, "failed");
        } catch (IOException _) {
            tally.count(what, "unanswered");
        }
        attempts.add(attempt);
        return null;
    }

    private void renew() throws InterruptedException {
        try {
            signIn();
        } catch (IOException _) {
            // The next one tries again.
        }
    }

    /** As many documents as are known to be kept. */
    List<Doc> kept() {
        return docs.stream().filter(doc -> doc.free(Place.KEPT)).toList();
    }

    /**
     * Compares the server with the log and then knows what has become of everything.
     *
     * @param thorough whether to download every document, not only those that something was done with
     */
    void check(boolean thorough) throws IOException, InterruptedException {
        signIn();
        refresh();
        finishUploads();
        Map<String, Seen> seen = look();
        settle(seen);
        for (Doc doc : docs) {
            Seen now = seen.getOrDefault(doc.name, Seen.NOTHING);
            require(
                    doc.state.is(now),
                    "What was acknowledged of " + doc.name + " does not hold: " + doc.state + ", but " + now);
            if (doc.state.place() != Place.NOWHERE) {
                doc.id = now.id();
                if (thorough || !doc.looked) {
                    requireBytes(doc, now);
                    doc.looked = true;
                }
            }
        }
        Set<String> names = new TreeSet<>(seen.keySet());
        docs.forEach(doc -> names.remove(doc.name));
        require(names.isEmpty(), "Nobody has sent " + names);
        docs.removeIf(doc -> doc.state.place() == Place.NOWHERE && !doc.unsure);
        checkTopics();
        checkReclassifications();
        tally.count("documents", "compared");
    }

    /** As a client does that comes back: completes what it has sent, and gives the rest up. */
    private void finishUploads() throws IOException, InterruptedException {
        for (Unfinished upload : unfinished) {
            String path = "/api/uploads/" + upload.upload();
            Answer answer = upload.sent() ? post(path + "/complete", Map.of()) : send("DELETE", path, null);
            for (int i = 0; i < 90 && (answer.status() == 202 || answer.status() == 503); i++) {
                Thread.sleep(1000);
                answer = post(path + "/complete", Map.of());
            }
            if (upload.sent() && answer.status() == 201) {
                upload.doc().state = upload.after();
                tally.count("upload by parts", "completed later");
            } else {
                require(answer.status() < 500, "An upload can't be ended: " + answer.body());
                tally.count("upload by parts", "given up: " + answer.status());
                if (upload.sent()) {
                    send("DELETE", path, null);
                }
            }
            upload.doc().unsure = false;
        }
        unfinished.clear();
    }

    private void settle(Map<String, Seen> seen) {
        for (Attempt attempt : attempts) {
            boolean before = attempt.after().keySet().stream()
                    .allMatch(doc -> doc.state.is(seen.getOrDefault(doc.name, Seen.NOTHING)));
            boolean after = attempt.after().entrySet().stream()
                    .allMatch(each -> each.getValue().is(seen.getOrDefault(each.getKey().name, Seen.NOTHING)));
            require(before || after, "Half of it was done: " + attempt.what() + " " + described(attempt, seen));
            if (!before) {
                attempt.after().forEach((doc, state) -> doc.state = state);
            }
            attempt.after().keySet().forEach(doc -> {
                doc.unsure = false;
                doc.looked = false;
            });
            if (!attempt.after().isEmpty()) {
                tally.count(attempt.what(), before ? "found absent" : "found whole");
            }
        }
        attempts.clear();
    }

    private static String described(Attempt attempt, Map<String, Seen> seen) {
        StringBuilder text = new StringBuilder();
        attempt.after()
                .forEach((doc, after) -> text.append("%n%s was %s, was to be %s, is %s"
                        .formatted(doc.name, doc.state, after, seen.getOrDefault(doc.name, Seen.NOTHING))));
        return text.toString();
    }

    private Map<String, Seen> look() throws IOException, InterruptedException {
        Map<String, Seen> seen = new LinkedHashMap<>();
        for (Place place : List.of(Place.KEPT, Place.TRASHED)) {
            String after = "";
            do {
                JsonNode page = get("/api/documents?limit=200&trashed=" + (place == Place.TRASHED) + after);
                for (JsonNode row : page.path("items")) {
                    Seen before = seen.put(row.path("name").asString(), seen(row, place));
                    require(
                            before == null,
                            "There are two of " + row.path("name").asString());
                }
                after = page.path("next").isString()
                        ? "&after=" + page.path("next").asString()
                        : "";
            } while (!after.isEmpty());
        }
        return seen;
    }

    private static Seen seen(JsonNode row, Place place) {
        Set<String> confirmed = new TreeSet<>();
        Set<String> suggested = new TreeSet<>();
        for (JsonNode topic : row.path("topics")) {
            if (topic.path("state").asString().equals("suggested")) {
                suggested.add(topic.path("topicId").asString());
            } else if (topic.path("decidedBy").asString("").equals("person")) {
                confirmed.add(topic.path("topicId").asString());
            }
        }
        return new Seen(
                row.path("id").asString(),
                row.path("title").asString(),
                confirmed,
                suggested,
                place,
                row.path("size").asLong());
    }

    private void requireBytes(Doc doc, Seen now) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                request("/api/documents/" + now.id() + "/content").GET().build(), BodyHandlers.ofByteArray());
        require(
                answer.statusCode() == 200 && Arrays.equals(answer.body(), doc.content),
                "The bytes of %s are not those that were sent: %d, %d of %d bytes"
                        .formatted(doc.name, answer.statusCode(), answer.body().length, doc.content.length));
        tally.count("documents", "downloaded, SHA-256 equal");
    }

    private void checkTopics() throws IOException, InterruptedException {
        Map<String, String> there = new HashMap<>();
        for (JsonNode topic : get("/api/topics").path("items")) {
            there.put(topic.path("name").asString(), topic.path("id").asString());
        }
        topicNames.forEach((name, acknowledged) -> require(
                !acknowledged || there.containsKey(name), "The topic " + name + " was acknowledged and is gone"));
        topicNames.keySet().retainAll(there.keySet());
        topicNames.replaceAll((_, _) -> true);
        topicNames.keySet().stream()
                .map(there::get)
                .filter(id -> !topics.contains(id))
                .forEach(topics::add);
    }

    /** One that is applied has its batch, and no other has. */
    private void checkReclassifications() throws IOException, InterruptedException {
        Set<String> batches = new TreeSet<>();
        for (JsonNode batch : get("/api/batches?limit=200").path("items")) {
            if (batch.path("kind").asString().equals("reclassify")) {
                batches.add(batch.path("id").asString());
            }
        }
        for (JsonNode one : get("/api/reclassifications?limit=200").path("items")) {
            boolean applied = one.path("state").asString().equals("applied");
            require(applied == one.path("batchId").isString(), "Half of it was applied: " + one);
            if (applied) {
                batches.remove(one.path("batchId").asString());
            }
        }
        require(batches.isEmpty(), "There are batches of no reclassification: " + batches);
    }

    /** Drops what waits, so that the next one may begin. */
    void dropReclassifications() throws IOException, InterruptedException {
        for (JsonNode one : get("/api/reclassifications?limit=200").path("items")) {
            if (!one.path("state").asString().matches("applied|dropped")) {
                send("DELETE", "/api/reclassifications/" + one.path("id").asString(), null);
            }
        }
    }

    /** What background work has not come to an end: documents, jobs and moves. Empty when all has. */
    String underWay() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        for (JsonNode row : get("/api/documents?limit=200&status=processing").path("items")) {
            text.append(row.path("name").asString())
                    .append(" is ")
                    .append(row.path("step"))
                    .append("; ");
        }
        for (String state : List.of("queued", "running")) {
            for (JsonNode job : get("/api/jobs?limit=200&state=" + state).path("items")) {
                // A mail waits for its server, as it should.
                if (!job.path("queue").asString().equals("email")) {
                    text.append(job).append("; ");
                }
            }
        }
        for (JsonNode move : get("/api/moves?limit=5").path("items")) {
            if (move.path("state").asString().equals("running")) {
                text.append(move).append("; ");
            }
        }
        return text.toString();
    }

    // ---- HTTP

    JsonNode get(String path) throws IOException, InterruptedException {
        Answer answer = send(request(path).GET());
        if (answer.status() == 401) {
            signIn();
            answer = send(request(path).GET());
        }
        require(answer.status() == 200, path + ": " + answer.status() + " " + answer.body());
        return json.readTree(answer.body());
    }

    /** Null where it was not answered well. */
    private @Nullable Answer quietly(String path) throws InterruptedException {
        try {
            Answer answer = send(request(path).GET());
            return answer.status() == 200 ? answer : null;
        } catch (IOException _) {
            return null;
        }
    }

    private Answer post(String path, Object body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    private Answer send(String method, String path, @Nullable Object body) throws IOException, InterruptedException {
        BodyPublisher bytes =
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json.writeValueAsString(body));
        return send(request(path).header("Content-Type", "application/json").method(method, bytes));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(PATIENCE)
                // As the sign-in at the drive says it, since a token is good for one sort of browser.
                .header("User-Agent", "docuvault-test/1.0");
        return path.startsWith("/api/auth/") || accessToken.isEmpty()
                ? request
                : request.header("Authorization", "Bearer " + accessToken);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(),
                answer.body(),
                answer.headers().allValues("Set-Cookie").stream()
                        .filter(cookie -> cookie.startsWith(REFRESH_COOKIE + "="))
                        .map(cookie -> cookie.substring(REFRESH_COOKIE.length() + 1, cookie.indexOf(';')))
                        .findFirst()
                        .orElse(null));
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Digests.sha256().digest(bytes));
    }

    @Override
    public void close() {
        http.close();
    }
}
