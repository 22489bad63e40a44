package io.docuvault.storage.webdav;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.storage.VendorImitation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.web.util.UriUtils;

/**
 * A Nextcloud as its developer manual describes it: WebDAV below {@code remote.php/dav} for the files of a user whose id
 * is not their login, chunked uploads of version 2 in folders of their own that are put together by a {@code MOVE},
 * checksums that are kept as they were told, quota, locks.
 */
public final class NextcloudImitation extends VendorImitation {

    public static final String LOGIN = "ada@example.org";
    public static final String USER_ID = "Ada Lovelace";
    public static final String PASSWORD = "aaaaa-bbbbb-ccccc";

    private static final String ROOT = "/cloud/remote.php/dav/";
    private static final String FILES = ROOT + "files/" + USER_ID + "/";
    private static final String UPLOADS = ROOT + "uploads/" + USER_ID + "/";
    private static final long SMALLEST_CHUNK = 5_000_000;

    private record Stored(Path content, long size, String etag, String checksum) {}

    private final Map<String, Stored> stored = new TreeMap<>();
    private final TreeSet<String> folders = new TreeSet<>();
    private final AtomicInteger number = new AtomicInteger();

    /** In bytes; negative for none. */
    public volatile long quota = -3;

    /** Whether it says entity tags when it is asked about files; it says them with their content in any case. */
    public volatile boolean tagsFiles = true;

    public volatile String password = PASSWORD;

    /** What the browser's address bar shows. */
    public String address() {
        return url() + "/cloud";
    }

    // What the user sees and does

    public synchronized List<String> files() {
        return stored.keySet().stream().filter(path -> path.startsWith(FILES)).toList();
    }

    /** Uploads that were begun and not ended. */
    public synchronized List<String> uploads() {
        return folders.stream().filter(path -> path.startsWith(UPLOADS)).toList();
    }

    public synchronized void overwrite(String path, String content) {
        keep(path, new ByteArrayInputStream(content.getBytes(UTF_8)), "");
    }

    public synchronized void remove(String path) {
        stored.remove(path);
    }

    public synchronized void clear() {
        stored.clear();
        folders.clear();
    }

    /** As after 24 hours without a chunk. */
    public synchronized void expireUploads() {
        folders.removeIf(path -> path.startsWith(UPLOADS));
        stored.keySet().removeIf(path -> path.startsWith(UPLOADS));
    }

    // What the server does

    @Override
    protected Reply answer(Seen request, InputStream body) throws IOException {
        String basic = Base64.getEncoder().encodeToString((LOGIN + ":" + password).getBytes(UTF_8));
        if (!("Basic " + basic).equals(request.header("Authorization"))) {
            drain(body);
            return Reply.empty(401, Map.of("WWW-Authenticate", "Basic realm=\"Nextcloud\""));
        }
        if (!request.path().startsWith(ROOT)) {
            drain(body);
            return Reply.empty(404);
        }
        if (request.method().equals("PUT")) {
            return put(request, body);
        }
        drain(body);
        synchronized (this) {
            return switch (request.method()) {
                case "PROPFIND" -> find(request);
                case "MKCOL" -> makeFolder(request);
                case "GET" -> get(request);
                case "DELETE" -> delete(request.path());
                case "MOVE" -> move(request);
                default -> Reply.empty(501);
            };
        }
    }

    private static void drain(InputStream body) throws IOException {
        body.transferTo(OutputStream.nullOutputStream());
    }

    private boolean folderIsThere(String path) {
        String folder = path.endsWith("/") ? path : path + "/";
        return folder.equals(ROOT) || folder.equals(FILES) || folder.equals(UPLOADS) || folders.contains(folder);
    }

    private static String parent(String path) {
        String file = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return file.substring(0, file.lastIndexOf('/') + 1);
    }

    private long used() {
        return stored.values().stream().mapToLong(Stored::size).sum();
    }

    private Reply find(Seen request) {
        String path = request.path();
        if (!stored.containsKey(path) && !folderIsThere(path)) {
            return error(404, "Sabre\\DAV\\Exception\\NotFound");
        }
        StringBuilder responses = new StringBuilder(response(path));
        if ("1".equals(request.header("Depth"))) {
            stored.keySet().stream()
                    .filter(child -> parent(child).equals(path))
                    .forEach(child -> responses.append(response(child)));
        }
        return xml(207, """
                <?xml version="1.0"?>
                <d:multistatus xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns" xmlns:oc="http://owncloud.org/ns">
                %s</d:multistatus>
                """.formatted(responses));
    }

    private String response(String path) {
        Stored file = stored.get(path);
        String properties = file == null
                ? "<d:resourcetype><d:collection/></d:resourcetype><d:getetag>\"f0\"</d:getetag>"
                        + "<d:quota-used-bytes>%d</d:quota-used-bytes>".formatted(used())
                        + "<d:quota-available-bytes>%d</d:quota-available-bytes>"
                                .formatted(quota < 0 ? quota : quota - used())
                : "<d:resourcetype/><d:getcontentlength>%d</d:getcontentlength>".formatted(file.size())
                        + (tagsFiles ? "<d:getetag>&quot;%s&quot;</d:getetag>".formatted(file.etag()) : "")
                        + (file.checksum().isEmpty()
                                ? ""
                                : "<oc:checksums><oc:checksum>%s</oc:checksum></oc:checksums>"
                                        .formatted(file.checksum()));
        return """
                <d:response><d:href>%s</d:href>
                <d:propstat><d:prop>%s
                <d:getlastmodified>Mon, 05 Jan 2026 10:00:00 GMT</d:getlastmodified>
                <d:current-user-principal><d:href>%sprincipals/users/%s/</d:href></d:current-user-principal>
                </d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>
                <d:propstat><d:prop><oc:nothing/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>
                </d:response>
                """.formatted(UriUtils.encodePath(path, UTF_8), properties, ROOT, UriUtils.encode(USER_ID, UTF_8));
    }

    private static Reply error(int status, String exception) {
        return xml(status, """
                <?xml version="1.0" encoding="utf-8"?>
                <d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns"><s:exception>%s</s:exception></d:error>
                """.formatted(exception));
    }

    private static Reply xml(int status, String text) {
        byte[] bytes = text.strip().getBytes(UTF_8);
        return new Reply(
                status,
                Map.of("Content-Type", "application/xml; charset=utf-8"),
                bytes.length,
                new ByteArrayInputStream(bytes));
    }

    private Reply makeFolder(Seen request) {
        String path = request.path().endsWith("/") ? request.path() : request.path() + "/";
        if (folderIsThere(path)) {
            return error(405, "Sabre\\DAV\\Exception\\MethodNotAllowed");
        }
        if (!folderIsThere(parent(path))) {
            return error(409, "Sabre\\DAV\\Exception\\Conflict");
        }
        if (path.startsWith(UPLOADS) && request.header("Destination") == null) {
            return error(400, "Sabre\\DAV\\Exception\\BadRequest");
        }
        folders.add(path);
        return Reply.empty(201);
    }

    private Reply put(Seen request, InputStream body) throws IOException {
        String path = request.path();
        long announced = Long.parseLong(String.valueOf(request.header("Content-Length")));
        boolean chunk = path.startsWith(UPLOADS);
        synchronized (this) {
            if (!folderIsThere(parent(path))) {
                drain(body);
                return chunk
                        ? error(404, "Sabre\\DAV\\Exception\\NotFound")
                        : error(409, "Sabre\\DAV\\Exception\\Conflict");
            }
            if (chunk && (request.header("Destination") == null || !isChunkNumber(path))) {
                drain(body);
                return error(400, "Sabre\\DAV\\Exception\\BadRequest");
            }
            if (quota >= 0 && used() + announced > quota) {
                drain(body);
                return error(507, "Sabre\\DAV\\Exception\\InsufficientStorage");
            }
        }
        Path content = files.resolve("" + number.incrementAndGet());
        long size = Files.copy(body, content);
        if (size != announced) {
            return error(400, "Sabre\\DAV\\Exception\\BadRequest");
        }
        synchronized (this) {
            boolean there = stored.containsKey(path);
            String checksum = request.header("OC-Checksum");
            stored.put(path, new Stored(content, size, UUID.randomUUID().toString(), checksum == null ? "" : checksum));
            return Reply.empty(
                    there ? 204 : 201, Map.of("ETag", "\"" + stored.get(path).etag() + "\""));
        }
    }

    private static boolean isChunkNumber(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.matches("\\d{1,5}") && Integer.parseInt(name) >= 1 && Integer.parseInt(name) <= 10_000;
    }

    private void keep(String path, InputStream content, String checksum) {
        try (content) {
            Path file = files.resolve("" + number.incrementAndGet());
            long size = Files.copy(content, file);
            stored.put(path, new Stored(file, size, UUID.randomUUID().toString(), checksum));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply get(Seen request) throws IOException {
        Stored file = stored.get(request.path());
        if (file == null) {
            return error(404, "Sabre\\DAV\\Exception\\NotFound");
        }
        if (request.path().startsWith(UPLOADS)) {
            return error(405, "Sabre\\DAV\\Exception\\MethodNotAllowed");
        }
        Reply reply = ranged(request, file.content(), file.size());
        Map<String, String> headers = new HashMap<>(reply.headers());
        headers.put("ETag", "\"" + file.etag() + "\"");
        return new Reply(reply.status(), headers, reply.length(), reply.body());
    }

    private Reply delete(String path) {
        if (stored.remove(path) != null) {
            return Reply.empty(204);
        }
        if (!path.endsWith("/") || !folders.remove(path)) {
            return error(404, "Sabre\\DAV\\Exception\\NotFound");
        }
        folders.removeIf(folder -> folder.startsWith(path));
        stored.keySet().removeIf(file -> file.startsWith(path));
        return Reply.empty(204);
    }

    private Reply move(Seen request) throws IOException {
        String destination = URLDecoder.decode(
                URI.create(String.valueOf(request.header("Destination")))
                        .getRawPath()
                        .replace("+", "%2B"),
                UTF_8);
        if (!folderIsThere(parent(destination))) {
            return error(409, "Sabre\\DAV\\Exception\\Conflict");
        }
        boolean there = stored.containsKey(destination);
        if (there && "F".equals(request.header("Overwrite"))) {
            return error(412, "Sabre\\DAV\\Exception\\PreconditionFailed");
        }
        if (request.path().startsWith(UPLOADS)) {
            return assemble(request, destination, there);
        }
        Stored file = stored.remove(request.path());
        if (file == null) {
            return error(404, "Sabre\\DAV\\Exception\\NotFound");
        }
        stored.put(destination, file);
        return Reply.empty(there ? 204 : 201);
    }

    private Reply assemble(Seen request, String destination, boolean there) throws IOException {
        String folder = parent(request.path());
        List<Map.Entry<String, Stored>> chunks = stored.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(folder))
                .toList();
        if (!request.path().endsWith("/.file") || !folders.contains(folder)) {
            return error(404, "Sabre\\DAV\\Exception\\NotFound");
        }
        long sum = chunks.stream().mapToLong(chunk -> chunk.getValue().size()).sum();
        boolean tooSmall = chunks.stream()
                .limit(Math.max(0, chunks.size() - 1))
                .anyMatch(chunk -> chunk.getValue().size() < SMALLEST_CHUNK);
        if (tooSmall || !Long.toString(sum).equals(request.header("OC-Total-Length"))) {
            return error(400, "Sabre\\DAV\\Exception\\BadRequest");
        }
        List<InputStream> contents = chunks.stream()
                .map(chunk -> NextcloudImitation.open(chunk.getValue().content()))
                .toList();
        String checksum = request.header("OC-Checksum");
        keep(destination, new SequenceInputStream(Collections.enumeration(contents)), checksum == null ? "" : checksum);
        delete(folder);
        return Reply.empty(there ? 204 : 201);
    }

    private static InputStream open(Path content) {
        try {
            return Files.newInputStream(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
