package io.docuvault.storage.googledrive;

import io.docuvault.storage.CloudCalls;
import io.docuvault.storage.CloudCalls.Answer;
import io.docuvault.storage.CloudCalls.Fault;
import io.docuvault.storage.CloudCalls.Opened;
import io.docuvault.storage.CloudDownload;
import io.docuvault.storage.CloudHttp;
import io.docuvault.storage.CloudTokens;
import io.docuvault.storage.CloudUpload;
import io.docuvault.storage.NoSuchBlobException;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
    private static final String FIELDS = "id,name,size,md5Checksum,trashed";
    private static final Set<Integer> OK = Set.of(200);
    private static final Set<Integer> DELETED = Set.of(200, 204, 404);
    private static final Set<Integer> CONTENT = Set.of(200, 206);

    /** Reasons that Drive gives with a 403 for calls that may be made again (guide "Resolve errors"). */
    private static final Set<String> TOO_FAST =
            Set.of("rateLimitExceeded", "userRateLimitExceeded", "sharingRateLimitExceeded");

    private static final Set<String> FULL = Set.of(
            "storageQuotaExceeded", "quotaExceeded", "teamDriveFileLimitExceeded", "numChildrenInNonRootLimitExceeded");

    private final GoogleDriveSettings settings;
    private final CloudCalls calls;

    GoogleDriveClient(GoogleDriveSettings settings, CloudHttp http, CloudTokens tokens) {
        this.settings = settings;
        this.calls = http.calls(tokens, GoogleDriveClient::fault);
    }

    /** @param md5 in hexadecimal; empty for what is no file */
    record DriveFile(String id, String name, long size, String md5, boolean trashed) {

        boolean hasMd5(String other) {
            return md5.equals(other);
        }

        static DriveFile of(JsonNode file) throws StoreException {
            String id = file.path("id").asString("");
            if (id.isEmpty()) {
                throw new StoreException(Kind.AWAY, "Google Drive's answer is not about a file.");
            }
            // Drive writes 64-bit numbers as strings.
            return new DriveFile(
                    id,
                    file.path("name").asString(""),
                    Long.parseLong(file.path("size").asString("0")),
                    file.path("md5Checksum").asString(""),
                    file.path("trashed").asBoolean(false));
        }
    }

    /** A file that is there and not in the trash. */
    Optional<DriveFile> find(String id) throws IOException {
        return findInTrashToo(id).filter(file -> !file.trashed());
    }

    Optional<DriveFile> findInTrashToo(String id) throws IOException {
        try {
            Answer answer = calls.call(() -> get("/drive/v3/files/{id}?fields={fields}", id, FIELDS), OK);
            return Optional.of(DriveFile.of(answer.body()));
        } catch (NoSuchBlobException _) {
            return Optional.empty();
        }
    }

    /** Our files of this name in a folder. */
    List<DriveFile> named(String name, String folder) throws IOException {
        return list("name = '%s' and '%s' in parents and trashed = false".formatted(name, folder));
    }

    /** The id of our folder, which is made where it is missing. */
    String folder() throws IOException {
        String name = settings.folder().replace("\\", "\\\\").replace("'", "\\'");
        List<DriveFile> folders = list("name = '%s' and mimeType = '%s' and 'root' in parents and trashed = false"
                .formatted(name, FOLDER_TYPE));
        if (!folders.isEmpty()) {
            return folders.getFirst().id();
        }
        Answer made = calls.call(
                () -> json(
                        ClassicRequestBuilder.post(uri("/drive/v3/files?fields={fields}", FIELDS)),
                        Map.of("name", settings.folder(), "mimeType", FOLDER_TYPE)),
                OK);
        return DriveFile.of(made.body()).id();
    }

    private List<DriveFile> list(String query) throws IOException {
        Answer answer = calls.call(
                () -> get(
                        "/drive/v3/files?q={query}&spaces=drive&pageSize=100&orderBy=createdTime&fields={fields}",
                        query,
                        "files(" + FIELDS + ")"),
                OK);
        List<DriveFile> files = new ArrayList<>();
        if (!answer.body().path("files").isArray()) {
            throw new StoreException(Kind.AWAY, "Google Drive's answer is no list of files.");
        }
        for (JsonNode file : answer.body().path("files")) {
            files.add(DriveFile.of(file));
        }
        return files;
    }

    DriveFile createEmpty(String name, String folder) throws IOException {
        Answer made = calls.call(
                () -> json(
                        ClassicRequestBuilder.post(uri("/drive/v3/files?fields={fields}", FIELDS)),
                        metadata(name, folder)),
                OK);
        return DriveFile.of(made.body());
    }

    /** Uploads a stream that is not empty. */
    DriveFile upload(String name, String folder, InputStream bytes, OptionalLong length) throws IOException {
        return DriveFile.of(CloudUpload.run(
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

    DriveFile rename(String id, String name) throws IOException {
        Answer answer = calls.call(
                () -> json(
                        ClassicRequestBuilder.patch(uri("/drive/v3/files/{id}?fields={fields}", id, FIELDS)),
                        Map.of("name", name)),
                OK);
        return DriveFile.of(answer.body());
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
        return CloudCalls.byStatus("Google Drive", status);
    }
}
