package io.docuvault.storage.webdav;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.storage.CloudCalls;
import io.docuvault.storage.CloudCalls.Fault;
import io.docuvault.storage.CloudCalls.Opened;
import io.docuvault.storage.CloudDownload;
import io.docuvault.storage.ConnectionTrouble;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/**
 * The calls of WebDAV (RFC 4918) that we need, below one address. Paths are names with slashes between them; those of
 * folders end with one, since some servers send to there otherwise.
 */
final class DavClient {

    private static final String FIND = """
            <?xml version="1.0" encoding="utf-8"?>
            <d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop>
            <d:resourcetype/><d:getcontentlength/><d:getetag/><d:getlastmodified/><d:current-user-principal/>
            <d:quota-available-bytes/><d:quota-used-bytes/><oc:checksums/>
            </d:prop></d:propfind>
            """;
    private static final String LIST = """
            <?xml version="1.0" encoding="utf-8"?>
            <d:propfind xmlns:d="DAV:"><d:prop><d:resourcetype/><d:getlastmodified/></d:prop></d:propfind>
            """;
    private static final ContentType XML = ContentType.create("application/xml", UTF_8);
    private static final Set<Integer> MULTI_STATUS = Set.of(207);
    private static final Set<Integer> DONE = Set.of(200, 201, 204);
    private static final Set<Integer> DONE_OR_NOT_UNDERSTOOD = Set.of(200, 201, 204, 400, 502);
    private static final Set<Integer> DELETED = Set.of(200, 204, 404);

    /** RFC 4918 says 405 for a folder that is there; others have been seen to say what is right and more. */
    private static final Set<Integer> MADE_OR_THERE = Set.of(200, 201, 301, 405, 409);

    private static final Set<Integer> CONTENT = Set.of(200, 206);
    private static final int PARTIAL = 206;
    private static final long UNIMPORTANT = 64 * 1024;

    /** Says what a server asks for before the body is sent, where that is worth a round trip. */
    private static final long WORTH_ASKING = 1 << 20;

    private final CloudCalls calls;
    private final String base;
    private final String authorization;

    /** @param base an address without a slash at its end, encoded */
    DavClient(CloudCalls calls, String base, DavForm form) {
        this(
                calls,
                base,
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString((form.username() + ":" + form.password()).getBytes(UTF_8)));
    }

    private DavClient(CloudCalls calls, String base, String authorization) {
        this.calls = calls;
        this.base = base;
        this.authorization = authorization;
    }

    /** The same for somebody who waits at the screen. */
    DavClient hurried() {
        return new DavClient(calls.hurried(), base, authorization);
    }

    /** The same server, another address on it. */
    DavClient at(String otherBase) {
        return new DavClient(calls, otherBase, authorization);
    }

    /** The same server, where other things mean other things. */
    DavClient with(CloudCalls otherCalls) {
        return new DavClient(otherCalls, base, authorization);
    }

    Optional<DavResource> find(String path) throws IOException {
        try {
            return calls.call(
                    () -> request("PROPFIND", path, Map.of("Depth", "0"), new StringEntity(FIND, XML)),
                    MULTI_STATUS,
                    answer -> MultiStatus.read(answer.bytes()));
        } catch (StoreException e) {
            if (e.kind() == Kind.ABSENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * The files in a folder whose names match, as far as a list of bounded length has them. What other files are called is
     * forgotten at once.
     *
     * @param names of characters only that are never encoded
     */
    Map<String, DavResource> list(String folder, Pattern names) throws IOException {
        // As long as a file, and as a file may take.
        try (InputStream bytes = calls.open(
                        () -> request("PROPFIND", folder, Map.of("Depth", "1"), new StringEntity(LIST, XML)),
                        MULTI_STATUS)
                .bytes()) {
            return MultiStatus.readAll(bytes, names);
        } catch (StoreException e) {
            if (e.kind() == Kind.ABSENT) {
                return Map.of();
            }
            throw e;
        }
    }

    /** Makes a folder, if it is not there; the folder it is to be in has to be. */
    void makeFolder(String path, Map<String, String> headers) throws IOException {
        done(() -> request("MKCOL", path, headers, null), MADE_OR_THERE);
    }

    /** Puts a file in the place of whatever is there. What the server makes of it has to be looked at. */
    void put(String path, DavBody body) throws IOException {
        Map<String, String> headers =
                body.getContentLength() > WORTH_ASKING ? Map.of(HttpHeaders.EXPECT, "100-continue") : Map.of();
        try {
            put(path, body, headers);
        } catch (StoreException e) {
            if (body.failure() != null) {
                throw body.failure();
            }
            throw e;
        }
    }

    void put(String path, HttpEntity body, Map<String, String> headers) throws IOException {
        done(() -> request("PUT", path, headers, body), DONE);
    }

    /**
     * Gives a file another name.
     *
     * @param destinations one after the other, where the server says that it does not know what is meant
     * @param headers besides the destination
     */
    void move(String path, List<String> destinations, Map<String, String> headers) throws IOException {
        for (String destination : destinations) {
            int status = calls.call(
                    () -> {
                        ClassicHttpRequest request = request("MOVE", path, headers, null);
                        request.setHeader("Destination", destination);
                        return request;
                    },
                    DONE_OR_NOT_UNDERSTOOD,
                    answer -> {
                        finish(answer);
                        return answer.status();
                    });
            if (DONE.contains(status)) {
                return;
            }
        }
        throw new StoreException(Kind.AWAY, "The server does not understand where the file is to be moved.");
    }

    /**
     * What a {@code Destination} may say. Apache wants a whole address; behind a proxy that ends TLS it takes an https one
     * for another server's; others want nothing but the path then.
     */
    List<String> destinations(String path) {
        String address = uri(path).toString();
        return List.of(address, address.replaceFirst("^https://", "http://"), destination(path)).stream()
                .distinct()
                .toList();
    }

    /** The path alone, as everything that is not Apache takes it. */
    String destination(String path) {
        return uri(path).getRawPath();
    }

    /** What is not there is gone already. */
    void delete(String path) throws IOException {
        done(() -> request("DELETE", path, Map.of(), null), DELETED);
    }

    private void done(Supplier<ClassicHttpRequest> request, Set<Integer> hoped) throws IOException {
        calls.call(request, hoped, DavClient::finish);
    }

    /** The status has said it; the rest is read so that the connection can be used again. */
    private static boolean finish(Opened answer) {
        try {
            answer.bytes().skip(UNIMPORTANT);
            return answer.bytes().read() < 0;
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Reads a file that was looked at before.
     *
     * @param total how long it was then
     * @param tag what its entity tag was then; null where it had none, whatever the server says now
     */
    InputStream read(String path, long offset, long length, long total, @Nullable String tag) throws IOException {
        return new CloudDownload(calls, offset, length, (from, count) -> open(path, from, count, total, tag));
    }

    private InputStream open(String path, long offset, long length, long total, @Nullable String tag)
            throws IOException {
        boolean all = offset == 0 && length == total;
        Map<String, String> headers =
                all ? Map.of() : Map.of(HttpHeaders.RANGE, "bytes=%d-%d".formatted(offset, offset + length - 1));
        Opened opened = calls.open(() -> request("GET", path, headers, null), CONTENT);
        StoreException wrong = wrong(opened, total, tag);
        if (wrong != null) {
            opened.bytes().close();
            throw wrong;
        }
        return opened.from(offset);
    }

    /** An error in the body of a success has another length, and a file that was changed another tag. */
    private static @Nullable StoreException wrong(Opened opened, long total, @Nullable String tag) {
        String etag = opened.headers().first(HttpHeaders.ETAG);
        if (etag != null && tag != null && !DavResource.tag(etag).equals(tag)) {
            return new StoreException(Kind.CHANGED, "The file was changed while it was read.");
        }
        String said = opened.headers()
                .first(opened.status() == PARTIAL ? HttpHeaders.CONTENT_RANGE : HttpHeaders.CONTENT_LENGTH);
        String length =
                said == null ? "" : said.substring(said.indexOf('/') + 1).strip();
        return length.isEmpty() || length.equals("*") || length.equals(Long.toString(total))
                ? null
                : new StoreException(Kind.AWAY, "The server sent something else than the file.");
    }

    private ClassicHttpRequest request(
            String method, String path, Map<String, String> headers, @Nullable HttpEntity body) {
        ClassicRequestBuilder request = ClassicRequestBuilder.create(method)
                .setUri(uri(path))
                .setHeader(HttpHeaders.AUTHORIZATION, authorization);
        headers.forEach(request::setHeader);
        return request.setEntity(body).build();
    }

    private URI uri(String path) {
        return URI.create(base + "/" + encoded(Arrays.asList(path.split("/", -1))));
    }

    static String encoded(List<String> names) {
        return names.stream().map(name -> UriUtils.encode(name, UTF_8)).collect(Collectors.joining("/"));
    }

    /**
     * What a status means where it is no answer.
     *
     * @param label what the server is called
     */
    static Fault fault(String label, int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 ->
                fault(
                        Kind.AWAY,
                        label + " is at another address: enter the one that the browser ends up at.",
                        ConnectionTrouble.REDIRECTED);
            case 401 ->
                fault(
                        Kind.REFUSED,
                        label + " does not accept the user name and password.",
                        ConnectionTrouble.SIGN_IN_REFUSED);
            case 403 -> fault(Kind.REFUSED, label + " does not allow this here.", ConnectionTrouble.FOLDER_FORBIDDEN);
            case 413 -> fault(Kind.FULL, label + " takes no file as large as this.", ConnectionTrouble.STORAGE_FULL);
            case 200, 405, 406, 415, 501 ->
                fault(Kind.AWAY, label + " does not speak WebDAV at this address.", ConnectionTrouble.NOT_WEBDAV);
            default -> CloudCalls.byStatus(label, status);
        };
    }

    private static Fault fault(Kind kind, String sentence, ConnectionTrouble trouble) {
        return new Fault(kind, sentence, false, trouble);
    }
}
