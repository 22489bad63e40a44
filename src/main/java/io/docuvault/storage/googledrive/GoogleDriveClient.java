package io.docuvault.storage.googledrive;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls of Drive's interface that we need. */
final class GoogleDriveClient {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String FOLDER_TYPE = "application/vnd.google-apps.folder";
    private static final String FIELDS = "id,name,size,md5Checksum,trashed,modifiedTime";
    private static final Set<Integer> OK = Set.of(200);
    private static final Set<Integer> DELETED = Set.of(200, 204, 404);
    private static final Set<Integer> CONTENT = Set.of(200, 206);

    /** Reasons that Drive gives with a 403 for calls that may be made again (guide "Resolve errors"). */
    private static final Set<String> TOO_FAST =
            Set.of("rateLimitExceeded", "userRateLimitExceeded", "sharingRateLimitExceeded");

    private static final Set<String> FULL = Set.of(
            "storageQuotaExceeded",
            "quotaExceeded",
            "teamGoogleFileLimitExceeded",
            "numChildrenInNonRootLimitExceeded");

    private final GoogleDriveSettings settings;
    private final CloudCalls calls;

    GoogleDriveClient(GoogleDriveSettings settings, CloudHttp http, CloudTokens tokens) {
        this.settings = settings;
        this.calls = http.calls(tokens, GoogleDriveClient::fault);
    }

    /** @param fingerprint its MD5 in hexadecimal; empty for what is no file */
    record GoogleFile(String id, String name, long size, String fingerprint, boolean trashed, Instant modified)
            implements DriveFile {

        @Override
        public boolean has(String earlierFingerprint) {
            return fingerprint.equals(earlierFingerprint);
        }

        static GoogleFile of(JsonNode file) throws StoreException {
            String id = file.path("id").asString("");
            if (id.isEmpty()) {
                throw new StoreException(Kind.AWAY, "Google Drive's answer is not about a file.");
            }
            // Drive writes 64-bit numbers as strings.
            return new GoogleFile(
                    id,
                    file.path("name").asString(""),
                    Long.parseLong(file.path("size").asString("0")),
                    file.path("md5Checksum").asString(""),
                    file.path("trashed").asBoolean(false),
                    CloudCalls.time(file.path("modifiedTime")));
        }
    }

    /** A file that is there and not in the trash. */
    Optional<GoogleFile> find(String id) throws IOException {
        return findInTrashToo(id).filter(file -> !file.trashed());
    }

    Optional<GoogleFile> findInTrashToo(String id) throws IOException {
        try {
            Answer answer = calls.call(() -> get("/drive/v3/files/{id}?fields={fields}", id, FIELDS), OK);
            return Optional.of(GoogleFile.of(answer.body()));
        } catch (NoSuchBlobException _) {
            return Optional.empty();
        }
    }

    /** Our files of this name in a folder. */
    List<GoogleFile> named(String name, String folder) throws IOException {
        return list("name = '%s' and '%s' in parents and trashed = false".formatted(name, folder));
    }

    /** All files in our folder. */
    Stream<GoogleFile> files() throws IOException {
        Optional<String> folder = existingFolder();
        if (folder.isEmpty()) {
            return Stream.empty();
        }
        String query = "'%s' in parents and trashed = false".formatted(folder.get());
        return CloudPages.of(
                "",
                token -> page(query, token),
                answer -> answer.path("nextPageToken").asString(""),
                answer -> items(answer).stream());
    }

    /** The id of our folder, which is made where it is missing. */
    String folder() throws IOException {
        Optional<String> folder = existingFolder();
        if (folder.isPresent()) {
            return folder.get();
        }
        Answer made = calls.call(
                () -> json(
                        ClassicRequestBuilder.post(uri("/drive/v3/files?fields={fields}", FIELDS)),
                        Map.of("name", settings.folder(), "mimeType", FOLDER_TYPE)),
                OK);
        return GoogleFile.of(made.body()).id();
    }

    private Optional<String> existingFolder() throws IOException {
        String name = settings.folder().replace("\\", "\\\\").replace("'", "\\'");
        return list("name = '%s' and mimeType = '%s' and 'root' in parents and trashed = false"
                        .formatted(name, FOLDER_TYPE))
                .stream()
                .map(GoogleFile::id)
                .findFirst();
    }

    private JsonNode page(String query, String token) throws IOException {
        String path = "/drive/v3/files?q={query}&spaces=drive&pageSize=1000&fields={fields}";
        String fields = "nextPageToken,files(" + FIELDS + ")";
        return calls.call(
                        () -> token.isEmpty()
                                ? get(path, query, fields)
                                : get(path + "&pageToken={token}", query, fields, token),
                        OK)
                .body();
    }

    private List<GoogleFile> list(String query) throws IOException {
        Answer answer = calls.call(
                () -> get(
                        "/drive/v3/files?q={query}&spaces=drive&pageSize=100&orderBy=createdTime&fields={fields}",
                        query,
                        "files(" + FIELDS + ")"),
                OK);
        return items(answer.body());
    }

    private static List<GoogleFile> items(JsonNode answer) throws StoreException {
        if (!answer.path("files").isArray()) {
            throw new StoreException(Kind.AWAY, "Google Drive's answer is no list of files.");
        }
        List<GoogleFile> files = new ArrayList<>();
        for (JsonNode file : answer.path("files")) {
            files.add(GoogleFile.of(file));
        }
        return files;
    }

    GoogleFile createEmpty(String name, String folder) throws IOException {
        Answer made = calls.call(
                () -> json(
                        ClassicRequestBuilder.post(uri("/drive/v3/files?fields={fields}", FIELDS)),
                        metadata(name, folder)),
                OK);
        return GoogleFile.of(made.body());
    }

    /** Uploads a stream that is not empty. */
    GoogleFile upload(String name, String folder, InputStream bytes, OptionalLong length) throws IOException {
        return GoogleFile.of(CloudUpload.run(
                calls,
                () -> new GoogleUploadSession(begin(name, folder, length)),
                Math.toIntExact(settings.chunkSize().toBytes()),
                bytes,
                length));
    }

    private URI begin(String name, String folder, OptionalLong length) throws IOException {
        Answer answer = calls.call(
                () -> {
                    ClassicRequestBuilder request = ClassicRequestBuilder.post(
                                    uri("/upload/drive/v3/files?uploadType=resumable&fields={fields}", FIELDS))
                            .setHeader("X-Upload-Content-Type", ContentType.APPLICATION_OCTET_STREAM.getMimeType());
                    length.ifPresent(bytes -> request.setHeader("X-Upload-Content-Length", Long.toString(bytes)));
                    return json(request, metadata(name, folder));
                },
                OK);
        String session = answer.headers().first(HttpHeaders.LOCATION);
        if (session == null || !ours(session)) {
            throw new StoreException(Kind.AWAY, "Google Drive did not say where to send the file.");
        }
        return URI.create(session);
    }

    /** The session's requests carry the token: they go to the host that we were told to talk to. */
    private boolean ours(String session) {
        try {
            URI there = URI.create(session);
            URI api = URI.create(settings.apiUrl());
            return api.getScheme().equals(there.getScheme())
                    && api.getRawAuthority().equalsIgnoreCase(there.getRawAuthority());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    GoogleFile rename(String id, String name) throws IOException {
        Answer answer = calls.call(
                () -> json(
                        ClassicRequestBuilder.patch(uri("/drive/v3/files/{id}?fields={fields}", id, FIELDS)),
                        Map.of("name", name)),
                OK);
        return GoogleFile.of(answer.body());
    }

    /** For good, past the trash; what is not there is gone already. */
    void delete(String id) throws IOException {
        calls.call(
                () -> ClassicRequestBuilder.delete(uri("/drive/v3/files/{id}", id))
                        .build(),
                DELETED);
    }

    /** The file's bytes from an offset on. */
    InputStream read(String id, long offset, long length) throws IOException {
        return new CloudDownload(calls, offset, length, (from, count) -> open(id, from, count));
    }

    private InputStream open(String id, long offset, long length) throws IOException {
        Opened opened = calls.open(
                () -> {
                    ClassicHttpRequest request = get("/drive/v3/files/{id}?alt=media", id);
                    request.setHeader(HttpHeaders.RANGE, "bytes=%d-%d".formatted(offset, offset + length - 1));
                    return request;
                },
                CONTENT);
        return opened.from(offset);
    }

    JsonNode about() throws IOException {
        return calls.hurried()
                .call(() -> get("/drive/v3/about?fields={fields}", "user(displayName,emailAddress),storageQuota"), OK)
                .body();
    }

    private static Map<String, Object> metadata(String name, String folder) {
        return Map.of("name", name, "parents", List.of(folder), "mimeType", "application/octet-stream");
    }

    private ClassicHttpRequest get(String path, Object... variables) {
        return ClassicRequestBuilder.get(uri(path, variables)).build();
    }

    private static ClassicHttpRequest json(ClassicRequestBuilder request, Map<String, Object> body) {
        return request.setEntity(new StringEntity(JSON.writeValueAsString(body), ContentType.APPLICATION_JSON))
                .build();
    }

    private URI uri(String path, Object... variables) {
        return UriComponentsBuilder.fromUriString(settings.apiUrl() + path)
                .encode()
                .buildAndExpand(variables)
                .toUri();
    }

    private static Fault fault(int status, JsonNode body) {
        String reason = body.at("/error/errors/0/reason").asString("");
        if (TOO_FAST.contains(reason)) {
            return new Fault(Kind.AWAY, "Google Drive is asked too often at the moment.", true);
        }
        if (FULL.contains(reason)) {
            return new Fault(Kind.FULL, "Google Drive is full.", false);
        }
        if (reason.equals("cannotModifyRestrictedFile") || reason.equals("fileIsLocked")) {
            return new Fault(Kind.LOCKED, "The file is locked in Google Drive.", false);
        }
        if (reason.equals("insufficientPermissions")) {
            return new Fault(Kind.REFUSED, "Google Drive was connected without leave to keep files in it.", false);
        }
        return CloudCalls.byStatus("Google Drive", status);
    }
}
