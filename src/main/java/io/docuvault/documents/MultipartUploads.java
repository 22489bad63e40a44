package io.docuvault.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.documents.Activation.Wishes;
import io.docuvault.shared.Digests;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.Staged;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import io.docuvault.storage.Stores;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes a document as {@code multipart/form-data}: its bytes go from the request to the store as they come, through no
 * memory and no temporary file, and are then verified like those of a direct upload.
 */
@Component
class MultipartUploads {

    private static final int LONGEST_HEADERS = 16 * 1024;
    private static final int LONGEST_FIELD = 64 * 1024;
    private static final int MOST_PARTS = 20;
    /** So much of a form may be something else than its file. */
    private static final int LONGEST_AROUND_FILE = 4 * 1024;

    private final Uploads uploads;
    private final UploadEnds ends;
    private final Activation activation;
    private final Stores stores;

    MultipartUploads(Uploads uploads, UploadEnds ends, Activation activation, Stores stores) {
        this.uploads = uploads;
        this.ends = ends;
        this.activation = activation;
        this.stores = stores;
    }

    /** Takes a file and answers the id of the document that it has become. */
    UUID receive(UUID owner, HttpServletRequest request) throws IOException {
        if (!JakartaServletFileUpload.isMultipartContent(request)) {
            throw new ProblemException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the file as multipart/form-data.");
        }
        UploadRow intent = uploads.createPassedOn(owner);
        Form form = new Form(intent, request.getContentLengthLong());
        try {
            read(form, request);
            UploadRow upload = form.upload();
            if (upload == null) {
                throw ProblemException.invalid("file", "not_null", "The part 'file' is missing.");
            }
            uploads.requireTopics(owner, form.topicIds);
            return activate(upload, form);
        } catch (StoreException e) {
            ends.end(intent, UploadState.ABORTED);
            throw StoredElsewhere.problem(e, form.goesToConnection);
        } catch (IOException | RuntimeException e) {
            ends.end(intent, UploadState.ABORTED);
            throw e;
        }
    }

    private UUID activate(UploadRow upload, Form form) throws IOException {
        Staged staged = Objects.requireNonNull(upload.staged());
        StagedContent content;
        try (InputStream bytes = stores.get(upload.store()).openStaged(staged)) {
            content = StagedContent.of(bytes, upload.name());
        }
        if (!content.sha256().equals(form.sha256)) {
            throw new StoreException(Kind.AWAY, "The storage does not give back what was sent to it.");
        }
        activation.activate(
                upload, staged, content, new Wishes(form.title, form.topicIds, form.allowDuplicate), () -> {});
        return upload.documentId();
    }

    private static void read(Form form, HttpServletRequest request) throws IOException {
        int parts = 0;
        try {
            FileItemInputIterator iterator = newReader().getItemIterator(request);
            while (iterator.hasNext()) {
                if (++parts > MOST_PARTS) {
                    throw new ProblemException(ErrorCode.INVALID_REQUEST, "The form has too many parts.");
                }
                form.take(iterator.next());
            }
        } catch (FileUploadException _) {
            throw new ProblemException(ErrorCode.INVALID_REQUEST, "This is not a proper form.");
        }
    }

    private static JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory> newReader() {
        JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory> reader = new JakartaServletFileUpload<>();
        reader.setHeaderCharset(UTF_8);
        reader.setMaxPartHeaderSize(LONGEST_HEADERS);
        return reader;
    }

    /** What has been read of the form, whose parts may come in any order. */
    private final class Form {

        private final UploadRow intent;
        /** Of the form as a whole; negative where the request does not say. */
        private final long length;

        private @Nullable UploadRow upload;
        private @Nullable String title;
        private List<UUID> topicIds = List.of();
        private boolean allowDuplicate;
        private @Nullable UUID connectionId;
        private boolean goesToConnection;
        /** Of what was passed on to the store. */
        private String sha256 = "";

        private Form(UploadRow intent, long length) {
            this.intent = intent;
            this.length = length;
        }

        @Nullable UploadRow upload() {
            return upload;
        }

        void take(FileItemInput part) throws IOException {
            switch (part.getFieldName()) {
                case "file" -> takeFile(part);
                case "title" -> takeTitle(text(part));
                case "topicIds" -> takeTopics(text(part));
                case "allowDuplicate" -> allowDuplicate = text(part).strip().equals("true");
                case "connectionId" -> takeConnection(text(part));
                case null, default -> text(part);
            }
        }

        private String text(FileItemInput part) throws IOException {
            byte[] bytes = part.getInputStream().readNBytes(LONGEST_FIELD + 1);
            if (bytes.length > LONGEST_FIELD) {
                throw new ProblemException(ErrorCode.TOO_LARGE, "A field of the form is too long.");
            }
            return new String(bytes, UTF_8);
        }

        private void takeTitle(String text) {
            title = text.isBlank() ? null : text;
        }

        private void takeFile(FileItemInput part) throws IOException {
            if (upload != null) {
                throw ProblemException.invalid("file", "single", "One file at a time.");
            }
            UUID connection = uploads.connection(intent.owner(), connectionId);
            goesToConnection = connection != null;
            UploadRow named = uploads.place(intent, FileNames.display(name(part)), connection);
            Reservation reservation = new Reservation(named);
            reservation.atLeast(length - LONGEST_AROUND_FILE);
            InputStream reserving = new ReservingStream(part.getInputStream(), reservation::more);
            MessageDigest digest = Digests.sha256();
            // A form does not say how long its parts are.
            Staged staged = stores.get(named.store())
                    .stage(named.id(), new DigestInputStream(reserving, digest), OptionalLong.empty());
            sha256 = HexFormat.of().formatHex(digest.digest());
            upload = uploads.keepStaged(named, staged);
        }

        private void takeTopics(String ids) {
            List<UUID> all = new ArrayList<>(topicIds);
            try {
                Arrays.stream(ids.split("[,\\s]+"))
                        .filter(id -> !id.isEmpty())
                        .map(UUID::fromString)
                        .forEach(all::add);
            } catch (IllegalArgumentException _) {
                throw ProblemException.invalid("topicIds", "unknown_topic", "There is no such topic.");
            }
            topicIds = List.copyOf(all);
        }

        private void takeConnection(String id) {
            if (upload != null) {
                throw ProblemException.invalid(
                        "connectionId", "after_file", "The part 'connectionId' has to come before the file.");
            }
            try {
                connectionId = id.isBlank() ? null : UUID.fromString(id.strip());
            } catch (IllegalArgumentException _) {
                throw ProblemException.invalid("connectionId", "unknown_connection", "There is no such connection.");
            }
        }
    }

    /** What is reserved for a file as it comes. */
    private final class Reservation {

        private final UploadRow upload;
        private long come;
        private long reserved;

        private Reservation(UploadRow upload) {
            this.upload = upload;
        }

        /** So that of many forms at once, which together are too much, some get through instead of none. */
        void atLeast(long bytes) {
            if (bytes > reserved) {
                uploads.requireSize(bytes);
                uploads.reserve(upload, bytes - reserved);
                reserved = bytes;
            }
        }

        void more(long bytes) {
            come += bytes;
            atLeast(come);
        }
    }

    /** Browsers write a quotation mark in a name as {@code %22} (WHATWG, multipart/form-data encoding). */
    private static @Nullable String name(FileItemInput part) {
        String name;
        try {
            name = part.getName();
        } catch (InvalidPathException e) {
            name = e.getInput();
        }
        return name == null ? null : name.replace("%22", "\"");
    }
}
