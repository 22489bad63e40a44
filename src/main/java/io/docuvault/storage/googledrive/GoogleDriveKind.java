package io.docuvault.storage.googledrive;

import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.CloudHttp;
import io.docuvault.storage.CloudTokens;
import io.docuvault.storage.ConnectionKind;
import io.docuvault.storage.DriveStore;
import io.docuvault.storage.OAuthVendor;
import org.springframework.stereotype.Component;

@Component
class GoogleDriveKind implements ConnectionKind.ByConsent {

    private final GoogleDriveSettings settings;
    private final GoogleOAuth oauth;
    private final CloudHttp http;

    GoogleDriveKind(GoogleDriveSettings settings, GoogleOAuth oauth, CloudHttp http) {
        this.settings = settings;
        this.oauth = oauth;
        this.http = http;
    }

    @Override
    public String name() {
        return "googledrive";
    }

    @Override
    public String label() {
        return "Google Drive";
    }

    @Override
    public String vendor() {
        return "google";
    }

    @Override
    public boolean available() {
        return settings.complete();
    }

    @Override
    public OAuthVendor oauth() {
        return oauth;
    }

    @Override
    public CloudDrive open(String storeId, CloudTokens tokens) {
        return new DriveStore(storeId, new GoogleDrive(new GoogleDriveClient(settings, http, tokens)));
    }
}
