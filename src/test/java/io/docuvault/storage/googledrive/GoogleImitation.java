package io.docuvault.storage.googledrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.storage.OAuthImitation;
import io.docuvault.storage.VendorImitation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Google's sign-in and Drive v3 as their public reference has them, as far as a back-end needs them: files and folders
 * under {@code drive.file}, queries, resumable sessions, ranges, quota.
 */
public final class GoogleImitation extends VendorImitation {

    private static final int GRAIN = 256 * 1024;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");
    private static final Pattern NAME = Pattern.compile("name = '(.*)'");
    private static final Pattern PARENT = Pattern.compile("'(.*)' in parents");
    private static final Pattern TYPE = Pattern.compile("mimeType = '(.*)'");

    /** A file or a folder; what the owner does to it is done here. */
    public static final class File {
        public final String id = UUID.randomUUID().toString().replace("-", "_");
        public volatile String name;
        public volatile boolean trashed;
        final String parent;
        final String type;
        public volatile Instant modified = Instant.now();
        volatile String md5 = "";
        volatile long size;

        File(String name, String parent, String type) {
            this.name = name;
            this.parent = parent;
            this.type = type;
        }
    }

    private record Session(File file, Path bytes, @Nullable Long announced) {}

    public final OAuthImitation oauth = new OAuthImitation(false);
    private final Map<String, File> drive = new ConcurrentHashMap<>();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Map<String, File> done = new ConcurrentHashMap<>();
    public volatile long limit = 15L << 30;
    /** Drive may give fewer than it is asked for. */
    public volatile int mostInAPage = 1000;

    public volatile String grantedScope = GoogleOAuth.SCOPE;

    /** The files that are not folders. */
    public List<File> files() {
        return drive.values().stream().filter(file -> !file.md5.isEmpty()).toList();
    }

    public void loseSessions() {
        sessions.clear();
    }

    public int openSessions() {
        return sessions.size();
    }

    /** The owner opens the file and saves something else. */
    public void overwrite(File file, String content) throws IOException {
        Files.writeString(path(file), content);
        describe(file);
    }

    /** The owner throws the file away and empties the trash. */
    public void remove(File file) {
        drive.remove(file.id);
    }

    @Override
    protected Reply answer(Seen request, InputStream body) throws IOException {
        return switch (request.path()) {
            case "/auth" -> consent(request);
            case "/token" -> token(parameters(new String(body.readAllBytes(), UTF_8)));
            default -> api(request, body);
        };
    }

    private Reply consent(Seen request) {
        boolean inOrder = "offline".equals(request.query().get("access_type"))
                && GoogleOAuth.SCOPE.equals(request.query().get("scope"));
        String back = inOrder ? oauth.consent(request.query(), grantedScope) : null;
        return back == null ? Reply.empty(400) : Reply.empty(302, Map.of("Location", back));
    }

    private Reply token(Map<String, String> form) {
        Map<String, Object> answer = oauth.token(form);
        return Reply.json(
                answer.containsKey("error") ? (answer.containsValue("invalid_client") ? 401 : 400) : 200, answer);
    }

    private Reply api(Seen request, InputStream body) throws IOException {
        if (!oauth.knows(request.header("Authorization"))) {
            body.transferTo(OutputStream.nullOutputStream());
            return error(401, "authError");
        }
        String path = request.path();
        if (path.equals("/upload/drive/v3/files")) {
            return request.query().containsKey("upload_id") ? session(request, body) : begin(request, body);
        }
        if (path.equals("/drive/v3/about")) {
            return about();
        }
        if (path.equals("/drive/v3/files")) {
            return request.method().equals("GET") ? list(request) : create(body);
        }
        return path.startsWith("/drive/v3/files/")
                ? file(request, body, drive.get(path.substring("/drive/v3/files/".length())))
                : error(404, "notFound");
    }

    private Reply about() {
        return Reply.json(
                200,
                Map.of(
                        "user",
                        Map.of("displayName", "Ada", "emailAddress", "ada@example.org"),
                        "storageQuota",
                        Map.of("limit", Long.toString(limit), "usage", Long.toString(used()))));
    }

    private long used() {
        return drive.values().stream().mapToLong(file -> file.size).sum();
    }

    private Reply list(Seen request) {
        List<Map<String, Object>> found = new ArrayList<>();
        for (File file : drive.values()) {
            Boolean matches = matches(file, request.query().getOrDefault("q", ""));
            if (matches == null) {
                return error(400, "invalid");
            }
            if (matches) {
                found.add(facts(file));
            }
        }
        found.sort(Comparator.comparing(facts -> String.valueOf(facts.get("id"))));
        int from = Integer.parseInt(request.query().getOrDefault("pageToken", "0"));
        int to = Math.min(found.size(), from + Math.min(mostInAPage, size(request)));
        return Reply.json(
                200,
                to < found.size()
                        ? Map.of("files", found.subList(from, to), "nextPageToken", Integer.toString(to))
                        : Map.of("files", found.subList(from, to)));
    }

    private static int size(Seen request) {
        return Integer.parseInt(request.query().getOrDefault("pageSize", "100"));
    }

    private static @Nullable Boolean matches(File file, String query) {
        boolean all = true;
        for (String term : query.split(" and ", -1)) {
            Matcher name = NAME.matcher(term);
            Matcher parent = PARENT.matcher(term);
            Matcher type = TYPE.matcher(term);
            if (name.matches()) {
                all &= file.name.equals(name.group(1).replace("\\'", "'").replace("\\\\", "\\"));
            } else if (parent.matches()) {
                all &= file.parent.equals(parent.group(1));
            } else if (type.matches()) {
                all &= file.type.equals(type.group(1));
            } else if (term.equals("trashed = false")) {
                all &= !file.trashed;
            } else {
                return null;
            }
        }
        return all;
    }

    private File described(JsonNode metadata) {
        return new File(
                metadata.path("name").asString("Untitled"),
                metadata.path("parents").path(0).asString("root"),
                metadata.path("mimeType").asString("application/octet-stream"));
    }

    private Reply create(InputStream body) throws IOException {
        File file = described(JSON.readTree(body.readAllBytes()));
        if (!file.type.endsWith(".folder")) {
            Files.createFile(path(file));
            describe(file);
        }
        drive.put(file.id, file);
        return Reply.json(200, facts(file));
    }

    private Reply file(Seen request, InputStream body, @Nullable File file) throws IOException {
        if (file == null) {
            return error(404, "notFound");
        }
        return switch (request.method()) {
            case "GET" ->
                "media".equals(request.query().get("alt")) ? content(request, file) : Reply.json(200, facts(file));
            case "PATCH" -> {
                file.name = JSON.readTree(body.readAllBytes()).path("name").asString(file.name);
                yield Reply.json(200, facts(file));
            }
            case "DELETE" -> {
                drive.remove(file.id);
                yield Reply.empty(204);
            }
            default -> error(405, "methodNotAllowed");
        };
    }

    private Reply content(Seen request, File file) throws IOException {
        return ranged(request, path(file), file.size);
    }

    private Reply begin(Seen request, InputStream body) throws IOException {
        if (!"resumable".equals(request.query().get("uploadType"))) {
            return error(400, "invalid");
        }
        File file = described(JSON.readTree(body.readAllBytes()));
        if (!drive.containsKey(file.parent)) {
            return error(404, "notFound");
        }
        String announced = request.header("X-Upload-Content-Length");
        if (announced != null && used() + Long.parseLong(announced) > limit) {
            return error(403, "storageQuotaExceeded");
        }
        String session = UUID.randomUUID().toString();
        Path bytes = Files.createTempFile(files, "session", null);
        sessions.put(session, new Session(file, bytes, announced == null ? null : Long.valueOf(announced)));
        return Reply.empty(
                200, Map.of("Location", url() + "/upload/drive/v3/files?uploadType=resumable&upload_id=" + session));
    }

    private Reply session(Seen request, InputStream body) throws IOException {
        String id = request.query().getOrDefault("upload_id", "");
        File made = done.get(id);
        if (made != null) {
            return Reply.json(200, facts(made));
        }
        Session session = sessions.get(id);
        if (session == null) {
            body.transferTo(OutputStream.nullOutputStream());
            return error(404, "notFound");
        }
        if (request.method().equals("DELETE")) {
            sessions.remove(id);
            return Reply.empty(499);
        }
        // Who asks while the file is being made is answered once it is.
        synchronized (session.file()) {
            File madeNow = done.get(id);
            return madeNow == null ? send(request, body, id, session) : Reply.json(200, facts(madeNow));
        }
    }

    private Reply send(Seen request, InputStream body, String id, Session session) throws IOException {
        Matcher range = CONTENT_RANGE.matcher(String.valueOf(request.header("Content-Range")));
        if (!range.matches()) {
            return error(400, "badContent");
        }
        long has = Files.size(session.bytes());
        boolean last = !range.group(3).equals("*")
                && range.group(2) != null
                && Long.parseLong(range.group(2)) + 1 == Long.parseLong(range.group(3));
        if (range.group(1) != null) {
            long length = Long.parseLong(range.group(2)) - Long.parseLong(range.group(1)) + 1;
            if (Long.parseLong(range.group(1)) != has || (!last && length % GRAIN != 0)) {
                body.transferTo(OutputStream.nullOutputStream());
                return error(400, "badContent");
            }
            take(session, body, length);
        }
        return progress(id, session, range.group(3));
    }

    /** What came of a request that broke off counts in whole grains only. */
    private static void take(Session session, InputStream body, long length) throws IOException {
        try (OutputStream out = Files.newOutputStream(session.bytes(), StandardOpenOption.APPEND)) {
            long left = length;
            while (left > 0) {
                byte[] piece = body.readNBytes((int) Math.min(GRAIN, left));
                if (piece.length < Math.min(GRAIN, left)) {
                    return;
                }
                out.write(piece);
                left -= piece.length;
            }
        }
    }

    private Reply progress(String id, Session session, String total) throws IOException {
        long has = Files.size(session.bytes());
        if (!total.equals("*") && has == Long.parseLong(total)) {
            if (session.announced() != null && has != session.announced()) {
                return error(400, "badContent");
            }
            if (used() + has > limit) {
                return error(403, "storageQuotaExceeded");
            }
            Files.move(session.bytes(), path(session.file()));
            describe(session.file());
            drive.put(session.file().id, session.file());
            done.put(id, session.file());
            sessions.remove(id);
            return Reply.json(200, facts(session.file()));
        }
        return Reply.empty(308, has == 0 ? Map.of() : Map.of("Range", "bytes=0-" + (has - 1)));
    }

    private Path path(File file) {
        return files.resolve(file.id);
    }

    private void describe(File file) throws IOException {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            try (InputStream in = new DigestInputStream(Files.newInputStream(path(file)), md5)) {
                file.size = in.transferTo(OutputStream.nullOutputStream());
            }
            file.md5 = HexFormat.of().formatHex(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> facts(File file) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", file.id);
        facts.put("name", file.name);
        facts.put("trashed", file.trashed);
        facts.put("modifiedTime", file.modified.toString());
        if (!file.md5.isEmpty()) {
            facts.put("size", Long.toString(file.size));
            facts.put("md5Checksum", file.md5);
        }
        return facts;
    }

    /** The body of one of Drive's errors. */
    public static Trouble trouble(int status, String reason) {
        return new Trouble.Answer(status, JSON.writeValueAsString(errorBody(status, reason)), Map.of());
    }

    private static Map<String, Object> errorBody(int status, String reason) {
        return Map.of(
                "error",
                Map.of(
                        "code", status,
                        "message", reason,
                        "errors", List.of(Map.of("domain", "global", "reason", reason, "message", reason))));
    }

    private static Reply error(int status, String reason) {
        return Reply.json(status, errorBody(status, reason));
    }
}
