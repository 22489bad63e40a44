package io.docuvault.storage.webdav;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.docuvault.storage.CloudCalls;
import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.ConnectionKind;
import io.docuvault.storage.ConnectionTrouble;
import io.docuvault.storage.GuardedHttp;
import io.docuvault.storage.SignInRefused;
import io.docuvault.storage.StoreException;
import io.docuvault.storage.StoreException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/**
 * Nextcloud. The user enters what the browser's address bar shows; where the files are follows from that and from the
 * user's id, which need not be the name that they sign in with.
 */
@Component
class NextcloudKind implements ConnectionKind.ByForm {

    private static final String LABEL = "Nextcloud";
    private static final String DAV = "/remote.php/dav";
    private static final int LOCKED = 423;

    /** What people copy from the browser or from Nextcloud's settings, behind where it is installed. */
    private static final Pattern INSIDE = Pattern.compile("/(index\\.php|remote\\.php|apps|login)(/.*)?$");

    private static final Pattern PRINCIPAL = Pattern.compile("/principals/users/([^/]+)/?$");

    /** Users' ids by who asked: each operation opens the store anew, and would ask again. */
    private final Cache<String, String> userIds = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofHours(1))
            .build();

    private final GuardedHttp http;
    private final KnownTags known;
    private final WebDavSettings sizes;

    NextcloudKind(GuardedHttp http, KnownTags known, WebDavSettings sizes) {
        this.http = http;
        this.known = known;
        this.sizes = sizes;
    }

    @Override
    public String name() {
        return "nextcloud";
    }

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public void validate(Map<String, String> settings, Map<String, String> secrets) {
        DavForm.of(settings, secrets);
    }

    @Override
    public boolean sameServer(Map<String, String> settings, Map<String, String> others) {
        return DavForm.sameServer(settings, others);
    }

    @Override
    public boolean samePlace(Map<String, String> settings, Map<String, String> others) {
        return DavForm.sameFolder(settings, others);
    }

    @Override
    public CloudDrive open(
            String storeId, Map<String, String> settings, Map<String, String> secrets, SignInRefused refused) {
        DavForm form = DavForm.of(settings, secrets);
        String base = INSIDE.matcher(form.url()).replaceFirst("") + DAV;
        CloudCalls calls = http.calls(refused.toldBy(status -> DavClient.fault(LABEL, status)));
        CloudCalls assembling = http.calls(refused.toldBy(NextcloudKind::whileAssembling));
        DavClient dav = new DavClient(calls, base, form);
        return new WebDavStore(storeId, LABEL, form.folder(), known, () -> {
            String user = userId(dav, String.join("\n", storeId, form.url(), form.username()));
            String name = "/" + DavClient.encoded(List.of(user));
            DavClient uploads = dav.at(base + "/uploads" + name);
            return new DavSpace(
                    dav.at(base + "/files" + name),
                    new NextcloudSender(
                            uploads,
                            assembling,
                            Math.toIntExact(sizes.chunkSize().toBytes())),
                    user);
        });
    }

    /** While it puts the chunks together the file is locked: it will be free. */
    private static CloudCalls.Fault whileAssembling(int status) {
        CloudCalls.Fault fault = DavClient.fault(LABEL, status);
        return status == LOCKED ? new CloudCalls.Fault(Kind.LOCKED, fault.sentence(), true) : fault;
    }

    private String userId(DavClient dav, String asked) throws IOException {
        String before = userIds.getIfPresent(asked);
        if (before != null) {
            return before;
        }
        String principal = dav.hurried()
                .find("")
                .map(root -> root.properties().getOrDefault("current-user-principal", ""))
                .orElse("");
        Matcher user = PRINCIPAL.matcher(principal.strip());
        String id = user.find() ? UriUtils.decode(user.group(1), UTF_8) : "";
        if (id.isEmpty() || id.contains("/") || id.equals(".") || id.equals("..")) {
            throw new StoreException(
                    Kind.AWAY, "There is no Nextcloud at this address.", null, ConnectionTrouble.NOT_WEBDAV);
        }
        userIds.put(asked, id);
        return id;
    }
}
