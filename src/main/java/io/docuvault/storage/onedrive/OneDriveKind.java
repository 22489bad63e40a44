package io.docuvault.storage.onedrive;

import io.docuvault.storage.CloudDrive;
import io.docuvault.storage.CloudHttp;
import io.docuvault.storage.CloudTokens;
import io.docuvault.storage.ConnectionKind;
import io.docuvault.storage.DriveStore;
import io.docuvault.storage.OAuthVendor;
import org.springframework.stereotype.Component;

@Component
class OneDriveKind implements ConnectionKind.ByConsent {

    private final OneDriveSettings settings;
    private final OneDriveOAuth oauth;
    private final CloudHttp http;

    OneDriveKind(OneDriveSettings settings, OneDriveOAuth oauth, CloudHttp http) {
        this.settings = settings;
        this.oauth = oauth;
        this.http = http;
    }

    @Override
    public String name() {
        return "onedrive";
    }

    @Override
    public String label() {
        return "OneDrive";
    }

    @Override
    public String vendor() {
        return "onedrive";
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
        return new DriveStore(storeId, new OneDrive(new OneDriveClient(settings, http, tokens)));
    }
}
