package io.docuvault.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.docuvault.audit.AuditEvent.Origin;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Digests;
import io.docuvault.shared.ProblemException;
import io.docuvault.storage.CloudSignInRepository.Begun;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sign-ins at a vendor, from the page that begins one to the browser that comes back. What binds the two is PKCE's
 * verifier: it lies in a cookie of the browser and nowhere else, and the row of the sign-in has only its hash. So neither
 * a foreign state nor a stolen one is good for anything, and nothing that is kept here could be misused.
 */
@Service
class CloudSignIns {

    private static final Logger log = LoggerFactory.getLogger(CloudSignIns.class);
    static final Duration LIFE = Duration.ofMinutes(10);
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final CloudSignInRepository repository;
    private final ConnectionKinds kinds;
    private final Connections connections;
    private final TransactionTemplate transactions;

    CloudSignIns(
            CloudSignInRepository repository,
            ConnectionKinds kinds,
            Connections connections,
            TransactionTemplate transactions) {
        this.repository = repository;
        this.kinds = kinds;
        this.connections = connections;
        this.transactions = transactions;
    }

    /**
     * Where the browser is to go, and what it has to keep meanwhile.
     *
     * @param secret for the cookie
     */
    record Start(URI url, String secret) {}

    /** How it ended. */
    sealed interface End {

        record Connected(UUID connection) implements End {}

        /**
         * There is no connection.
         *
         * @param code for the page to say it in words
         */
        record Failed(String code) implements End {}
    }

    /** @param connection one that is to be connected anew; null for a new one */
    Start start(UUID owner, String vendor, @Nullable UUID connection, URI redirect) {
        ConnectionKind.ByConsent kind = kinds.ofVendor(vendor);
        if (connection != null && !connections.find(owner, connection).kind().equals(kind.name())) {
            throw ProblemException.notFound();
        }
        String state = random();
        String verifier = random();
        String challenge = challenge(verifier);
        transactions.executeWithoutResult(
                _ -> repository.begin(hash(state), vendor, new Begun(owner, connection, challenge), LIFE));
        return new Start(kind.oauth().authorization(state, challenge, redirect), verifier);
    }

    /**
     * Takes what the browser brings back.
     *
     * @param secret of its cookie
     * @param code null where the user or the vendor said no
     */
    End finish(
            String vendor,
            @Nullable String state,
            @Nullable String code,
            @Nullable String secret,
            URI redirect,
            Origin origin) {
        if (state == null || secret == null) {
            return new End.Failed("sign_in_expired");
        }
        Optional<Begun> begun = Objects.requireNonNull(Caller.system()
                .call(() -> transactions.execute(_ -> repository.take(hash(state), vendor))));
        if (begun.isEmpty() || !isSame(begun.get().challenge(), challenge(secret))) {
            return new End.Failed("sign_in_expired");
        }
        if (code == null) {
            return new End.Failed("denied");
        }
        return Caller.user(begun.get().ownerId())
                .call(() -> connect(begun.get(), vendor, code, secret, redirect, origin));
    }

    private End connect(Begun begun, String vendor, String code, String verifier, URI redirect, Origin origin) {
        try {
            ConnectionKind.ByConsent kind = kinds.ofVendor(vendor);
            OAuthGrant grant = kind.oauth().redeem(code, verifier, redirect);
            return new End.Connected(connections.connect(begun.ownerId(), kind, grant, begun.connectionId(), origin));
        } catch (ProblemException e) {
            return new End.Failed(e.code().code());
        } catch (IOException e) {
            log.warn("A connection to {} could not be made", vendor, e);
            boolean refused = e instanceof StoreException trouble && trouble.kind() == StoreException.Kind.REFUSED;
            return new End.Failed(refused ? "denied" : "vendor_unavailable");
        }
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** RFC 7636, 4.2. */
    private static String challenge(String verifier) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Digests.sha256().digest(verifier.getBytes(US_ASCII)));
    }

    private static String hash(String state) {
        return HexFormat.of().formatHex(Digests.sha256().digest(state.getBytes(US_ASCII)));
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(US_ASCII), other.getBytes(US_ASCII));
    }
}
