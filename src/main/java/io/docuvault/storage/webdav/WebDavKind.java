package io.docuvault.storage.webdav;

import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.ConnectionKind;
import io.docuvault.storage.GuardedHttp;
import io.docuvault.storage.SignInRefused;
import java.util.Map;
import org.springframework.stereotype.Component;

@Component
class WebDavKind implements ConnectionKind.ByForm {

    private static final String LABEL = "WebDAV";

    private final GuardedHttp http;
    private final KnownTags known;

    WebDavKind(GuardedHttp http, KnownTags known) {
        this.http = http;
        this.known = known;
    }

    @Override
    public String name() {
        return "webdav";
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
        DavClient client =
                new DavClient(http.calls(refused.toldBy(status -> DavClient.fault(LABEL, status))), form.url(), form);
        return new WebDavStore(
                storeId, LABEL, form.folder(), known, () -> new DavSpace(client, Sender::whole, form.username()));
    }
}
