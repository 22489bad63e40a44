package io.docuvault.storage.onedrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.shared.Digests;
import io.docuvault.storage.CloudCalls;
import io.docuvault.storage.CloudCalls.Answer;
import io.docuvault.storage.CloudCalls.Fault;
import io.docuvault.storage.CloudCalls.Opened;
import io.docuvault.storage.CloudDownload;
import io.docuvault.storage.CloudHttp;
import io.docuvault.storage.CloudPages;
import io.docuvault.storage.CloudTokens;
import io.docuvault.storage.CloudUpload;
import io.docuvault.storage.DriveFile;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls of Graph that we need. */
final class OneDriveClient {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<Integer> OK = Set.of(200);
    private static final Set<Integer> MADE = Set.of(200, 201);
    private static final Set<Integer> DELETED = Set.of(200, 204, 404);
    private static final Set<Integer> CONTENT = Set.of(200, 206);
    private static final Set<Integer> CONTENT_OR_ELSEWHERE = Set.of(200, 206, 302, 307);
    private static final byte[] NOTHING = {};

    private final OneDriveSettings settings;
    private final CloudCalls calls;

    OneDriveClient(OneDriveSettings settings, CloudHttp http, CloudTokens tokens) {
        this.settings = settings;
        this.calls = http.calls(tokens, OneDriveClient::fault);
    }

    /**
     * @param hash of its content; missing where OneDrive has not made it (yet)
     * @param contentTag changes with the content, and not with name or place
     */
    record DriveItem(
            String id, String name, long size, @Nullable String hash, String contentTag, Instant modified)
            implements DriveFile {

        private static final String BY_HASH = "h";
        private static final String BY_TAG = "t";

        static DriveItem of(JsonNode item) throws StoreException {
            String id = item.path("id").asString("");
            if (id.isEmpty()) {
                throw new StoreException(Kind.AWAY, "OneDrive's answer is not about a file.");
            }
            String hash = item.at("/file/hashes/quickXorHash").asString("");
            return new DriveItem(
                    id,
                    item.path("name").asString(""),
                    item.path("size").asLong(0),
                    hash.isEmpty() ? null : hash,
                    item.path("cTag").asString(""),
                    CloudCalls.time(item.path("lastModifiedDateTime")));
        }

        /** Of the hash where there is one; a letter says of which. */
        @Override
        public String fingerprint() {
            return hash == null ? BY_TAG + digest(contentTag) : BY_HASH + digest(hash);
        }

        /** A hash that OneDrive no longer gives proves nothing either way. */
        @Override
        public boolean has(String earlierFingerprint) {
            return earlierFingerprint.startsWith(BY_TAG)
                    ? earlierFingerprint.equals(BY_TAG + digest(contentTag))
                    : hash == null || earlierFingerprint.equals(BY_HASH + digest(hash));
        }

        /** The length goes in too, since a hash may be missing. */
        private String digest(String content) {
            return HexFormat.of().formatHex(Digests.sha256().digest((size + ":" + content).getBytes(UTF_8)));
        }
    }

    Optional<DriveItem> find(String id) throws IOException {
        return item(uri("/me/drive/items/{id}", id));
    }

    Optional<DriveItem> named(String name) throws IOException {
        return item(uri("/me/drive/" + settings.folder() + "/{name}", name));
    }

    /** All files in our folder, which is absent until the first one has come. */
    Stream<DriveItem> files() throws IOException {
        String folder = settings.folder();
        String children = "/me/drive/" + folder + (folder.endsWith(":") ? "" : ":") + "/children";
        String fields = "?$top=200&$select=id,name,size,file,cTag,lastModifiedDateTime";
        try {
            return CloudPages.of(
                    uri(children) + fields,
                    address -> calls.call(
                                    () -> ClassicRequestBuilder.get(address).build(), OK)
                            .body(),
                    answer -> ours(answer.path("@odata.nextLink").asString("")),
                    OneDriveClient::items);
        } catch (NoSuchBlobException _) {
            return Stream.empty();
        }
    }

    private static Stream<DriveItem> items(JsonNode answer) throws StoreException {
        if (!answer.path("value").isArray()) {
            throw new StoreException(Kind.AWAY, "OneDrive's answer is no list of files.");
        }
        List<DriveItem> items = new ArrayList<>();
        for (JsonNode item : answer.path("value")) {
            if (item.has("file")) {
                items.add(DriveItem.of(item));
            }
        }
        return items.stream();
    }

    /** The next page is asked for with the token: nowhere but at Graph. */
    private String ours(String address) throws StoreException {
        if (!address.isEmpty() && !address.startsWith(settings.apiUrl() + "/")) {
            throw new StoreException(Kind.AWAY, "OneDrive's list goes on somewhere else.");
        }
        return address;
    }

    private Optional<DriveItem> item(URI uri) throws IOException {
        try {
            return Optional.of(DriveItem.of(
                    calls.call(() -> ClassicRequestBuilder.get(uri).build(), OK).body()));
        } catch (NoSuchBlobException _) {
            return Optional.empty();
        }
    }

    /** Sessions take no empty file: the one case that goes without. */
    DriveItem createEmpty(String name) throws IOException {
        URI uri = uri("/me/drive/" + settings.folder() + "/{name}:/content", name);
        return DriveItem.of(calls.call(
                        () -> ClassicRequestBuilder.put(uri)
                                .setEntity(new ByteArrayEntity(NOTHING, ContentType.APPLICATION_OCTET_STREAM))
                                .build(),
                        MADE)
                .body());
    }

    /** Uploads a stream that is not empty, in place of a file of this name. */
    DriveItem upload(String name, InputStream bytes, long length) throws IOException {
        try {
            return DriveItem.of(CloudUpload.run(
                    // The session's address carries its own right, and with a token it is refused.
                    calls.withoutToken(),
                    () -> new OneDriveUploadSession(begin(name)),
                    Math.toIntExact(settings.chunkSize().toBytes()),
                    bytes,
                    OptionalLong.of(length)));
        } catch (StoreException e) {
            // Where only the last answer was lost, the session is gone and the file is there.
            return named(name).filter(item -> item.size() == length).orElseThrow(() -> e);
        }
    }

    private URI begin(String name) throws IOException {
        URI uri = uri("/me/drive/" + settings.folder() + "/{name}:/createUploadSession", name);
        Map<String, Object> body = Map.of("item", Map.of("@microsoft.graph.conflictBehavior", "replace"));
        Answer answer = calls.call(() -> json(ClassicRequestBuilder.post(uri), body), OK);
        return elsewhere(answer.body().path("uploadUrl").asString(""));
    }

    DriveItem rename(String id, String name) throws IOException {
        return DriveItem.of(calls.call(
                        () -> json(ClassicRequestBuilder.patch(uri("/me/drive/items/{id}", id)), Map.of("name", name)),
                        OK)
                .body());
    }

    /** Into the recycle bin: Graph has no other way for every kind of account. */
    void delete(String id) throws IOException {
        calls.call(
                () -> ClassicRequestBuilder.delete(uri("/me/drive/items/{id}", id))
                        .build(),
                DELETED);
    }

    InputStream read(String id, long offset, long length) throws IOException {
        return new CloudDownload(calls, offset, length, (from, count) -> open(id, from, count));
    }

    private InputStream open(String id, long offset, long length) throws IOException {
        String range = "bytes=%d-%d".formatted(offset, offset + length - 1);
        Opened opened = calls.open(() -> ranged(uri("/me/drive/items/{id}/content", id), range), CONTENT_OR_ELSEWHERE);
        if (CONTENT.contains(opened.status())) {
            return opened.from(offset);
        }
        opened.bytes().close();
        String there = opened.headers().first(HttpHeaders.LOCATION);
        URI file = elsewhere(there == null ? "" : there);
        return calls.withoutToken().open(() -> ranged(file, range), CONTENT).from(offset);
    }

    JsonNode drive() throws IOException {
        return calls.hurried()
                .call(() -> ClassicRequestBuilder.get(uri("/me/drive")).build(), OK)
                .body();
    }

    private static ClassicHttpRequest ranged(URI uri, String range) {
        return ClassicRequestBuilder.get(uri)
                .setHeader(HttpHeaders.RANGE, range)
                .build();
    }

    private static ClassicHttpRequest json(ClassicRequestBuilder request, Map<String, Object> body) {
        return request.setEntity(new StringEntity(JSON.writeValueAsString(body), ContentType.APPLICATION_JSON))
                .build();
    }

    /** An address that Graph sends us to; never from HTTPS to anything less. */
    private URI elsewhere(String address) throws StoreException {
        try {
            URI uri = URI.create(address);
            if (uri.getHost() != null
                    && ("https".equals(uri.getScheme()) || settings.apiUrl().startsWith("http:"))) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // answered below
        }
        throw new StoreException(Kind.AWAY, "OneDrive did not say where the file's bytes are.");
    }

    private URI uri(String path, Object... variables) {
        return UriComponentsBuilder.fromUriString(settings.apiUrl() + path)
                .encode()
                .buildAndExpand(variables)
                .toUri();
    }

    private static Fault fault(int status, JsonNode body) {
        return switch (body.at("/error/code").asString("")) {
            case "quotaLimitReached", "insufficientStorage" -> new Fault(Kind.FULL, "OneDrive is full.", false);
            case "activityLimitReached", "TooManyRequests", "tooManyRequests" ->
                new Fault(Kind.AWAY, "OneDrive is asked too often at the moment.", true);
            case "resourceLocked", "notAllowedWhileLocked" ->
                new Fault(Kind.LOCKED, "The file is locked in OneDrive.", false);
            default -> CloudCalls.byStatus("OneDrive", status);
        };
    }
}
