package io.docuvault.storage;

import io.docuvault.outgoing.AddressGuard;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.stereotype.Component;

/**
 * The HTTP client for addresses that users have entered: as {@link CloudHttp}, and each connection goes to an address
 * that {@link AddressGuard} has let pass.
 */
@Component
public class GuardedHttp {

    /** One user's server that keeps its connections busy leaves the others theirs. */
    private static final int MOST_TO_ONE_SERVER = 20;

    private final CloudHttp http;

    GuardedHttp(CloudSettings settings, AddressGuard guard) {
        PoolingHttpClientConnectionManagerBuilder connections =
                PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(guard);
        if (settings.caFile() != null && !settings.caFile().toString().isBlank()) {
            connections.setTlsSocketStrategy(new DefaultClientTlsStrategy(trustingAlso(settings.caFile())));
        }
        this.http = new CloudHttp(settings, connections, MOST_TO_ONE_SERVER);
    }

    /** Calls of one server; the requests carry what they need to be let in. */
    public CloudCalls calls(CloudCalls.Faults faults) {
        return http.calls(null, faults);
    }

    /** Besides the authorities that Java trusts, those of a file: one user's server is in the house, another's is not. */
    private static SSLContext trustingAlso(Path certificates) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (X509Certificate certificate : javas()) {
                trusted.setCertificateEntry("java-" + number++, certificate);
            }
            for (X509Certificate certificate : PemContent.load(certificates).getCertificates()) {
                trusted.setCertificateEntry("file-" + number++, certificate);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(trusted), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("WEBDAV_CA_FILE can't be read: " + certificates, e);
        }
    }

    private static X509Certificate[] javas() throws GeneralSecurityException {
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager certificates) {
                return certificates.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }

    private static TrustManager[] managers(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    @PreDestroy
    void close() throws IOException {
        http.close();
    }
}
