package io.docuvault.faults;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The steps that a server is killed at: a method of the product, and whether before it does anything or when it has done
 * all. Where a transaction is around the method, its end is just before the commit.
 */
enum Step {
    UPLOAD_INTENT(Deed.UPLOAD, "documents.Uploads", "createPassedOn", false),
    UPLOAD_RESERVED(Deed.UPLOAD, "documents.Uploads", "reserve", false),
    UPLOAD_STAGED(Deed.UPLOAD, "storage.filesystem.FileSystemStore", "stage", false),
    UPLOAD_NAMED(Deed.UPLOAD, "documents.Uploads", "keepStaged", false),
    UPLOAD_MEASURED(Deed.UPLOAD, "documents.Activation", "activate", true),
    UPLOAD_PROMOTED(Deed.UPLOAD, "documents.Activation", "promote", false),
    UPLOAD_BEFORE_COMMIT(Deed.UPLOAD, "documents.Activation", "commit", false),
    UPLOAD_COMMITTED(Deed.UPLOAD, "documents.Activation", "activate", false),

    PARTS_ANNOUNCED(Deed.PARTS, "documents.Uploads", "create", false),
    PART_WRITTEN(Deed.PARTS, "storage.filesystem.StagedUpload", "write", false),
    PARTS_SEALED(Deed.PARTS, "documents.Completion", "finish", false),
    PARTS_MEASURED(Deed.PARTS, "documents.Completion", "measured", false),
    PARTS_COMMITTED(Deed.PARTS, "documents.Completion", "verify", false),
    VERIFICATION_ENQUEUED(Deed.LARGE_PARTS, "documents.Completion", "enqueue", false),
    VERIFICATION_BEGUN(Deed.LARGE_PARTS, "documents.VerifyJob", "run", true),
    VERIFICATION_DONE(Deed.LARGE_PARTS, "documents.VerifyJob", "run", false),

    EXTRACTION_BEGUN(Deed.UPLOAD, "documents.ExtractJob", "run", true),
    EXTRACTION_READ(Deed.UPLOAD, "extraction.Extractor", "extract", false),
    EXTRACTION_BEFORE_COMMIT(Deed.UPLOAD, "documents.ExtractionResults", "keep", false),
    EXTRACTION_DONE(Deed.UPLOAD, "documents.ExtractJob", "run", false),

    CLASSIFICATION_BEGUN(Deed.UPLOAD, "classification.ClassifyJob", "run", true),
    CLASSIFICATION_WORKED_OUT(Deed.UPLOAD, "classification.Classifier", "ask", false),
    CLASSIFICATION_BEFORE_COMMIT(Deed.UPLOAD, "classification.Classifier", "keep", false),
    CLASSIFICATION_DONE(Deed.UPLOAD, "classification.ClassifyJob", "run", false),
    MODEL_ABOUT_TO_BE_ASKED(Deed.UPLOAD, "classification.Calls", "begin", false),
    MODEL_ANSWERED(Deed.UPLOAD, "classification.Calls", "end", true),
    MODEL_ENDED(Deed.UPLOAD, "classification.Classifier", "askModel", false),
    MODEL_DONE(Deed.UPLOAD, "classification.AskModelJob", "run", false),

    TRASH_BEFORE_COMMIT(Deed.DELETE, "documents.DocumentChanges", "trash", false),
    DELETION_BEFORE_COMMIT(Deed.DELETE, "documents.DocumentChanges", "delete", false),
    DELETION_COMMITTED(Deed.DELETE, "documents.DocumentController", "deleteDocument", false),
    PURGE_BEGUN(Deed.DELETE, "documents.PurgeJob", "run", true),
    PURGE_OBJECT_REMOVED(Deed.DELETE, "storage.filesystem.FileSystemStore", "delete", false),
    PURGE_FORGOTTEN(Deed.DELETE, "documents.PurgeJob", "forget", false),

    REFRESH_BEGUN(Deed.REFRESH, "accounts.Sessions", "rotate", true),
    REFRESH_BEFORE_COMMIT(Deed.REFRESH, "accounts.Sessions", "rotate", false),
    REFRESH_COMMITTED(Deed.REFRESH, "accounts.AuthController", "refresh", false),
    PASSWORD_BEFORE_COMMIT(Deed.PASSWORD, "accounts.PasswordChanges", "replace", false),
    PASSWORD_COMMITTED(Deed.PASSWORD, "accounts.PasswordController", "changePassword", false),

    KEY_MADE(Deed.ROTATE_KEYS, "secrets.CredentialKeys", "replaceGenerated", false),
    CREDENTIALS_SEALED(Deed.ROTATE_KEYS, "storage.ConnectionCredentials", "reseal", false),
    KEYS_ROTATED(Deed.ROTATE_KEYS, "admin.CredentialKeyRotation", "rotate", false),

    MOVE_BEGUN(Deed.MOVE, "documents.MoveJob", "move", true),
    MOVE_STAGED(Deed.MOVE, "documents.MoveCopies", "stage", false),
    MOVE_NAMED(Deed.MOVE, "documents.MoveJob", "keep", false),
    MOVE_COPIED(Deed.MOVE, "documents.MoveCopies", "copy", false),
    MOVE_BEFORE_COMMIT(Deed.MOVE, "documents.MoveJob", "pointTo", false),
    MOVE_DONE(Deed.MOVE, "documents.MoveJob", "run", false),

    BATCH_BEFORE_COMMIT(Deed.BATCH, "documents.Batches", "record", false),
    BATCH_COMMITTED(Deed.BATCH, "classification.ReviewController", "decideSuggestions", false),
    UNDO_MARKED(Deed.BATCH, "documents.BatchRepository", "markUndone", false),
    UNDO_BEFORE_COMMIT(Deed.BATCH, "documents.BatchRepository", "restore", false),
    UNDO_COMMITTED(Deed.BATCH, "documents.BatchController", "undoBatch", false),

    RECLASSIFICATION_ANSWERED(Deed.RECLASSIFY, "classification.ReclassifyRounds", "keep", false),
    RECLASSIFICATION_BEFORE_COMMIT(Deed.RECLASSIFY, "classification.Reclassifications", "apply", false),
    RECLASSIFICATION_COMMITTED(
            Deed.RECLASSIFY, "classification.ReclassificationController", "applyReclassification", false);

    /** What the client does for a step to be reached. */
    enum Deed {
        UPLOAD,
        PARTS,
        LARGE_PARTS,
        DELETE,
        REFRESH,
        PASSWORD,
        ROTATE_KEYS,
        MOVE,
        BATCH,
        RECLASSIFY
    }

    private final Deed deed;
    private final String place;

    Step(Deed deed, String type, String method, boolean atEntry) {
        this.deed = deed;
        this.place = "io/docuvault/" + type.replace('.', '/') + " " + method + (atEntry ? " entry" : " exit");
    }

    Deed deed() {
        return deed;
    }

    /** The beginning of its name, under which the counts are printed: {@code upload}. */
    String group() {
        return name().substring(0, name().indexOf('_')).toLowerCase(Locale.ROOT);
    }

    /** All of them for {@link HaltAgent}. */
    static List<String> lines() {
        return Arrays.stream(values())
                .map(step -> step.name() + " " + step.place)
                .toList();
    }
}
