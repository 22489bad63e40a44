package io.docuvault.storage.onedrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.storage.OAuthImitation;
import io.docuvault.storage.VendorImitation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft's sign-in and OneDrive in Graph v1.0 as their public reference has them, as far as a back-end needs them:
 * upload sessions and downloads at addresses of their own (another host, so to speak) that refuse a token.
 */
public final class MicrosoftImitation extends VendorImitation {

    private static final int GRAIN = 320 * 1024;
    private static final Pattern BY_PATH =
            Pattern.compile("/v1\\.0/me/drive/root:/(.+?)(?::/(createUploadSession|content))?");
    private static final Pattern CHILDREN = Pattern.compile("/v1\\.0/me/drive/root:/(.+?):/children");
    private static final Pattern BY_ID = Pattern.compile("/v1\\.0/me/drive/items/([^/]+)(/content)?");
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");

    /** A file; what the owner does to it is done here. */
    public static final class Item {
        public final String id =
                "01" + UUID.randomUUID().toString().replace("-", "!").toUpperCase(Locale.ROOT);
        public volatile String folder;
        public volatile String name;
        public volatile Instant modified = Instant.now();
        volatile String hash = "";
        volatile long size;
        int contentVersion;

        Item(String folder, String name) {
            this.folder = folder;
            this.name = name;
        }
    }

    private record Session(String folder, String name, Path bytes) {}

    public final OAuthImitation oauth = new OAuthImitation(true);
    private final Map<String, Item> drive = new ConcurrentHashMap<>();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Map<String, Item> downloads = new ConcurrentHashMap<>();
    public volatile long total = 5L << 30;
    /** Some drives have no hash for a file (yet). */
    public volatile boolean hashes = true;

    /** Graph chooses how many are in a page. */
    public volatile int mostInAPage = 200;

    public List<Item> items() {
        return List.copyOf(drive.values());
    }

    public void loseSessions() {
        sessions.clear();
    }

    public int openSessions() {
        return sessions.size();
    }

    public void overwrite(Item item, String content) throws IOException {
        Files.writeString(path(item), content);
        describe(item);
    }

    public void remove(Item item) {
        drive.remove(item.id);
    }

    @Override
    protected Reply answer(Seen request, InputStream body) throws IOException {
        String path = request.path();
        if (path.equals("/common/oauth2/v2.0/authorize")) {
            return consent(request);
        }
        if (path.equals("/common/oauth2/v2.0/token")) {
            return token(parameters(new String(body.readAllBytes(), UTF_8)));
        }
        if (path.startsWith("/up/") || path.startsWith("/down/")) {
            if (request.header("Authorization") != null) {
                body.transferTo(OutputStream.nullOutputStream());
                return error(401, "unauthenticated");
            }
            return path.startsWith("/up/") ? session(request, body) : download(request);
        }
        if (!oauth.knows(request.header("Authorization"))) {
            body.transferTo(OutputStream.nullOutputStream());
            return error(401, "InvalidAuthenticationToken");
        }
        return graph(request, body);
    }

    private Reply consent(Seen request) {
        List<String> scopes =
                Arrays.asList(request.query().getOrDefault("scope", "").split(" "));
        boolean inOrder = "query".equals(request.query().get("response_mode"))
                && scopes.containsAll(List.of("Files.ReadWrite", "offline_access"));
        String back = inOrder ? oauth.consent(request.query(), "Files.ReadWrite openid profile") : null;
        return back == null ? Reply.empty(400) : Reply.empty(302, Map.of("Location", back));
    }

    private Reply token(Map<String, String> form) {
        Map<String, Object> answer = oauth.token(form);
        if (answer.containsKey("error")) {
            return Reply.json(answer.containsValue("invalid_client") ? 401 : 400, answer);
        }
        Map<String, Object> whole = new LinkedHashMap<>(answer);
        whole.put("id_token", "e30." + encoded(Map.of("oid", "o", "tid", "t", "sub", "s", "name", "Ada")) + ".");
        whole.put("client_info", encoded(Map.of("uid", "o", "utid", "t")));
        return Reply.json(200, whole);
    }

    private static String encoded(Map<String, Object> claims) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(claims));
    }

    private Reply graph(Seen request, InputStream body) throws IOException {
        if (request.path().equals("/v1.0/me/drive")) {
            return Reply.json(
                    200,
                    Map.of(
                            "driveType", "personal",
                            "owner", Map.of("user", Map.of("displayName", "Ada")),
                            "quota",
                                    Map.of(
                                            "used",
                                            used(),
                                            "total",
                                            total,
                                            "state",
                                            used() < total ? "normal" : "exceeded")));
        }
        Matcher children = CHILDREN.matcher(request.path());
        if (children.matches()) {
            return children(request, children.group(1));
        }
        Matcher byId = BY_ID.matcher(request.path());
        if (byId.matches()) {
            Item item = drive.get(byId.group(1));
            return item == null ? error(404, "itemNotFound") : item(request, body, item, byId.group(2) != null);
        }
        Matcher byPath = BY_PATH.matcher(request.path());
        return byPath.matches() ? path(body, byPath.group(1), byPath.group(2)) : error(400, "invalidRequest");
    }

    private Reply children(Seen request, String folder) {
        List<Map<String, Object>> all = drive.values().stream()
                .filter(item -> item.folder.equals(folder))
                .sorted(Comparator.comparing(item -> item.id))
                .map(this::facts)
                .toList();
        if (all.isEmpty()) {
            return error(404, "itemNotFound");
        }
        int from = Integer.parseInt(request.query().getOrDefault("$skiptoken", "0"));
        int to = Math.min(all.size(), from + mostInAPage);
        return Reply.json(
                200,
                to < all.size()
                        ? Map.of(
                                "value",
                                all.subList(from, to),
                                "@odata.nextLink",
                                url() + request.path() + "?$skiptoken=" + to)
                        : Map.of("value", all.subList(from, to)));
    }

    private long used() {
        return drive.values().stream().mapToLong(item -> item.size).sum();
    }

    private Reply item(Seen request, InputStream body, Item item, boolean content) throws IOException {
        return switch (request.method()) {
            case "GET" -> {
                if (!content) {
                    yield Reply.json(200, facts(item));
                }
                String ticket = UUID.randomUUID().toString();
                downloads.put(ticket, item);
                yield Reply.empty(302, Map.of("Location", url() + "/down/" + ticket));
            }
            case "PATCH" -> {
                String name = JSON.readTree(body.readAllBytes()).path("name").asString(item.name);
                if (!name.equals(item.name) && find(item.folder, name) != null) {
                    yield error(409, "nameAlreadyExists");
                }
                item.name = name;
                yield Reply.json(200, facts(item));
            }
            case "DELETE" -> {
                drive.remove(item.id);
                yield Reply.empty(204);
            }
            default -> error(405, "invalidRequest");
        };
    }

    private Reply path(InputStream body, String path, @Nullable String action) throws IOException {
        int slash = path.lastIndexOf('/');
        String folder = path.substring(0, Math.max(0, slash));
        String name = path.substring(slash + 1);
        Item item = find(folder, name);
        if (action == null) {
            return item == null ? error(404, "itemNotFound") : Reply.json(200, facts(item));
        }
        if (action.equals("createUploadSession")) {
            return begin(
                    folder,
                    name,
                    JSON.readTree(body.readAllBytes())
                            .at("/item/@microsoft.graph.conflictBehavior")
                            .asString("fail"));
        }
        Item made = item == null ? new Item(folder, name) : item;
        Files.write(path(made), body.readAllBytes());
        describe(made);
        drive.put(made.id, made);
        return Reply.json(item == null ? 201 : 200, facts(made));
    }

    private @Nullable Item find(String folder, String name) {
        return drive.values().stream()
                .filter(item -> item.folder.equals(folder) && item.name.equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    private Reply begin(String folder, String name, String conflictBehavior) throws IOException {
        if (find(folder, name) != null && !conflictBehavior.equals("replace")) {
            return error(409, "nameAlreadyExists");
        }
        String id = UUID.randomUUID().toString();
        sessions.put(id, new Session(folder, name, Files.createTempFile(files, "session", null)));
        return Reply.json(200, Map.of("uploadUrl", url() + "/up/" + id, "expirationDateTime", "2099-01-01T00:00:00Z"));
    }

    private Reply session(Seen request, InputStream body) throws IOException {
        String id = request.path().substring("/up/".length());
        Session session = sessions.get(id);
        if (session == null) {
            body.transferTo(OutputStream.nullOutputStream());
            return error(404, "itemNotFound");
        }
        return switch (request.method()) {
            case "GET" -> Reply.json(200, expected(session));
            case "DELETE" -> {
                sessions.remove(id);
                yield Reply.empty(204);
            }
            default -> take(id, session, request, body);
        };
    }

    private static Map<String, Object> expected(Session session) throws IOException {
        return Map.of(
                "expirationDateTime",
                "2099-01-01T00:00:00Z",
                "nextExpectedRanges",
                List.of(Files.size(session.bytes()) + "-"));
    }

    private Reply take(String id, Session session, Seen request, InputStream body) throws IOException {
        Matcher range = CONTENT_RANGE.matcher(String.valueOf(request.header("Content-Range")));
        if (!range.matches()) {
            return error(400, "invalidRequest");
        }
        long first = Long.parseLong(range.group(1));
        long length = Long.parseLong(range.group(2)) - first + 1;
        long whole = Long.parseLong(range.group(3));
        if (used() + whole > total) {
            body.transferTo(OutputStream.nullOutputStream());
            return error(507, "quotaLimitReached");
        }
        if (first != Files.size(session.bytes())) {
            body.transferTo(OutputStream.nullOutputStream());
            return error(416, "invalidRange");
        }
        if (first + length < whole && length % GRAIN != 0) {
            body.transferTo(OutputStream.nullOutputStream());
            return error(400, "invalidRequest");
        }
        try (OutputStream out = Files.newOutputStream(session.bytes(), StandardOpenOption.APPEND)) {
            body.transferTo(out);
        }
        return Files.size(session.bytes()) < whole ? Reply.json(202, expected(session)) : commit(id, session);
    }

    private Reply commit(String id, Session session) throws IOException {
        Item older = find(session.folder(), session.name());
        Item item = older == null ? new Item(session.folder(), session.name()) : older;
        Files.move(session.bytes(), path(item), StandardCopyOption.REPLACE_EXISTING);
        describe(item);
        drive.put(item.id, item);
        sessions.remove(id);
        return Reply.json(older == null ? 201 : 200, facts(item));
    }

    private Reply download(Seen request) throws IOException {
        Item item = downloads.get(request.path().substring("/down/".length()));
        return item == null ? error(404, "itemNotFound") : ranged(request, path(item), item.size);
    }

    private Path path(Item item) {
        return files.resolve(item.id);
    }

    /** Any hash of the content will do: ours is not computed by the client. */
    private void describe(Item item) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            try (InputStream in = new DigestInputStream(Files.newInputStream(path(item)), digest)) {
                item.size = in.transferTo(OutputStream.nullOutputStream());
            }
            item.hash = Base64.getEncoder().encodeToString(digest.digest());
            item.contentVersion++;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> facts(Item item) {
        Map<String, Object> file =
                hashes ? Map.of("hashes", Map.of("quickXorHash", item.hash)) : Map.of("mimeType", "application/pdf");
        return Map.of(
                "id",
                item.id,
                "name",
                item.name,
                "size",
                item.size,
                "lastModifiedDateTime",
                item.modified.toString(),
                "cTag",
                "aYzp" + item.id + "." + item.contentVersion,
                "file",
                file);
    }

    /** The body of one of Graph's errors. */
    public static Trouble trouble(int status, String code) {
        return new Trouble.Answer(status, JSON.writeValueAsString(errorBody(code)), Map.of());
    }

    private static Map<String, Object> errorBody(String code) {
        return Map.of("error", Map.of("code", code, "message", code));
    }

    private static Reply error(int status, String code) {
        return Reply.json(status, errorBody(code));
    }
}
