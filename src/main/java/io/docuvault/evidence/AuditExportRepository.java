package io.docuvault.evidence;

import io.docuvault.shared.Times;
import io.docuvault.storage.BlobRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** SQL of the table {@code audit_exports}, and of the one way in which entries of the log go. */
@Repository
class AuditExportRepository {

    private static final String SELECT = """
            select number, written_at, previous_seq, last_seq, encode(previous_hash, 'hex') as previous_hash,
                encode(head_hash, 'hex') as head_hash, encode(previous_sha256, 'hex') as previous_sha256,
                encode(sha256, 'hex') as sha256, byte_size, store, blob_ref, key_id
            from audit_exports\s""";

    private final JdbcClient jdbc;

    AuditExportRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<AuditExport> last() {
        return jdbc.sql(SELECT + "order by number desc limit 1")
                .query(AuditExportRepository::export)
                .optional();
    }

    Optional<AuditExport> find(long number) {
        return jdbc.sql(SELECT + "where number = :number")
                .param("number", number)
                .query(AuditExportRepository::export)
                .optional();
    }

    /** Newest first. */
    List<AuditExport> before(long number, int limit) {
        return jdbc.sql(SELECT + "where number < :number order by number desc limit :limit")
                .param("number", number)
                .param("limit", limit)
                .query(AuditExportRepository::export)
                .list();
    }

    /** Oldest first. */
    List<AuditExport> after(long number, int limit) {
        return jdbc.sql(SELECT + "where number > :number order by number limit :limit")
                .param("number", number)
                .param("limit", limit)
                .query(AuditExportRepository::export)
                .list();
    }

    /** Fails where another node has made the export of this number. */
    void insert(AuditExport export) {
        HexFormat hex = HexFormat.of();
        jdbc.sql("""
                        insert into audit_exports (number, written_at, previous_seq, last_seq, previous_hash, head_hash,
                            previous_sha256, sha256, byte_size, store, blob_ref, key_id)
                        values (:number, :writtenAt, :previousSeq, :lastSeq, :previousHash, :headHash,
                            :previousSha256, :sha256, :bytes, :store, :ref, :key)
                        """)
                .param("number", export.number())
                .param("writtenAt", Times.column(export.writtenAt()))
                .param("previousSeq", export.previousSeq())
                .param("lastSeq", export.lastSeq())
                .param("previousHash", hex.parseHex(export.previousHash()))
                .param("headHash", hex.parseHex(export.headHash()))
                .param("previousSha256", export.previousSha256() == null ? null : hex.parseHex(export.previousSha256()))
                .param("sha256", hex.parseHex(export.sha256()))
                .param("bytes", export.byteSize())
                .param("store", export.store())
                .param("ref", export.ref().value())
                .param("key", export.keyId())
                .update();
    }

    /** Removes the entries of all exports that were written before a time; how many there were. */
    long forgetExportedBefore(Instant time) {
        return jdbc.sql("select audit_forget_exported(:time)")
                .param("time", Times.column(time))
                .query(Long.class)
                .single();
    }

    private static AuditExport export(ResultSet row, int index) throws SQLException {
        return new AuditExport(
                row.getLong("number"),
                Times.instant(row, "written_at"),
                row.getLong("previous_seq"),
                row.getLong("last_seq"),
                row.getString("previous_hash"),
                row.getString("head_hash"),
                row.getString("previous_sha256"),
                row.getString("sha256"),
                row.getLong("byte_size"),
                row.getString("store"),
                new BlobRef(row.getString("blob_ref")),
                row.getObject("key_id", UUID.class));
    }
}
