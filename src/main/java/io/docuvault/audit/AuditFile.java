package io.docuvault.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.docuvault.audit.AuditEvent.Outcome;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An export of the audit log: lines of JSON. The first is the {@link Header}, the last the {@link Signed}, those between
 * are entries in the order of the chain. It can be checked with nothing but the file and the public key.
 */
public final class AuditFile {

    /** What the first line of each says. */
    public static final String FORMAT = "docuvault-audit-export";

    static final int VERSION = 1;
    static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final String ALGORITHM = "Ed25519";
    private static final HexFormat HEX = HexFormat.of();

    private AuditFile() {}

    /**
     * What an export holds.
     *
     * @param number 1 for the first, one more for each
     * @param previousSeq the last entry of the export before it
     * @param lastSeq the last entry of this one
     * @param entries how many it holds
     * @param previousHash the chain's hash at {@code previousSeq}, in hexadecimal
     * @param headHash the chain's hash at {@code lastSeq}
     * @param previousSha256 of the whole file of the export before it; null for the first
     * @param keyId which key it is signed with
     */
    public record Header(
            String format,
            int version,
            long number,
            Instant writtenAt,
            long previousSeq,
            long lastSeq,
            long entries,
            String previousHash,
            String headHash,
            @Nullable String previousSha256,
            String keyId) {

        /** The header of the export that follows a place in the chain and ends with another. */
        public static Header of(
                long number,
                Instant writtenAt,
                ChainPlace previous,
                ChainPlace head,
                @Nullable String previousSha256,
                UUID keyId) {
            return new Header(
                    FORMAT,
                    VERSION,
                    number,
                    writtenAt,
                    previous.seq(),
                    head.seq(),
                    head.seq() - previous.seq(),
                    HEX.formatHex(previous.hash()),
                    HEX.formatHex(head.hash()),
                    previousSha256,
                    keyId.toString());
        }

        ChainPlace previous() {
            return new ChainPlace(previousSeq, HEX.parseHex(previousHash));
        }

        ChainPlace head() {
            return new ChainPlace(lastSeq, HEX.parseHex(headHash));
        }
    }

    /**
     * The last line.
     *
     * @param sha256 of all bytes before this line
     * @param publicKey as X.509 says, in Base64
     * @param signature Ed25519 over the words {@code docuvault-audit-export}, a line feed and the {@code sha256}, in Base64
     */
    record Signed(String sha256, String publicKey, String signature) {}

    /** An entry: all that goes into its hash, and the hash. */
    record Line(
            long seq,
            UUID id,
            Instant at,
            @Nullable UUID actor,
            @Nullable UUID subject,
            String action,
            Outcome outcome,
            @Nullable String address,
            @Nullable String device,
            String details,
            String hash) {

        static Line of(AuditEntryRows.Link link) {
            ChainedEntry entry = link.entry();
            AuditEvent event = entry.event();
            AuditEvent.Origin origin = event.origin();
            return new Line(
                    entry.seq(),
                    entry.id(),
                    entry.at(),
                    event.actorId(),
                    event.subjectId(),
                    event.action(),
                    event.outcome(),
                    origin == null ? null : origin.address(),
                    origin == null ? null : origin.device(),
                    entry.details(),
                    HEX.formatHex(link.hash()));
        }

        ChainedEntry entry() {
            AuditEvent event =
                    new AuditEvent(action, outcome, actor, subject, AuditEntryRows.origin(address, device), Map.of());
            return new ChainedEntry(seq, id, at, event, details);
        }
    }

    static byte[] line(Object value) {
        return (JSON.writeValueAsString(value) + "\n").getBytes(UTF_8);
    }

    static Signed sign(String sha256, PrivateKey key, PublicKey publicKey) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(signed(sha256));
            return new Signed(sha256, base64(publicKey.getEncoded()), base64(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform of ours has Ed25519", e);
        }
    }

    static boolean isSigned(Signed line) {
        try {
            PublicKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(line.publicKey())));
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(signed(line.sha256()));
            return signature.verify(Base64.getDecoder().decode(line.signature()));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false;
        }
    }

    private static byte[] signed(String sha256) {
        return (FORMAT + "\n" + sha256).getBytes(US_ASCII);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
