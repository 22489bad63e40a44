package io.docuvault.storage;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The HTTP client for cloud drives. It does nothing by itself: no redirects (a token must not go to another host), no
 * cookies, no repetitions, no unpacking.
 */
@Component
public class CloudHttp {

    private static final int MOST_CONNECTIONS = 200;
    private static final Duration HURRIED = Duration.ofSeconds(10);

    private final CloudSettings settings;
    private final CloseableHttpClient client;

    CloudHttp(CloudSettings settings) {
        this.settings = settings;
        Timeout read = Timeout.of(settings.readTimeout());
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .setMaxConnPerRoute(MOST_CONNECTIONS)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                                .setSocketTimeout(read)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(read)
                        .setResponseTimeout(read)
                        .build())
                .setUserAgent("DocuVault")
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableAuthCaching()
                .build();
    }

    /**
     * Calls of one vendor.
     *
     * @param tokens null where the vendor is asked without
     */
    public CloudCalls calls(@Nullable CloudTokens tokens, CloudCalls.Faults faults) {
        return new CloudCalls(this, tokens, faults);
    }

    /**
     * An answer, to be closed; its body has not been read.
     *
     * @param request to be cancelled first where the body is not wanted to its end: closing alone would read it all
     */
    record Sent(HttpUriRequestBase request, ClassicHttpResponse response) {}

    Sent send(ClassicHttpRequest described, boolean hurried) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(described.getMethod(), uri(described));
        request.setHeaders(described.getHeaders());
        request.setEntity(described.getEntity());
        HttpClientContext context = HttpClientContext.create();
        if (hurried) {
            context.setRequestConfig(RequestConfig.custom()
                    .setConnectionRequestTimeout(hurriedTimeout())
                    .setResponseTimeout(hurriedTimeout())
                    .build());
        }
        return new Sent(request, client.executeOpen(null, request, context));
    }

    private static URI uri(ClassicHttpRequest request) throws IOException {
        try {
            return request.getUri();
        } catch (URISyntaxException e) {
            throw new IOException("Not an address", e);
        }
    }

    private Timeout hurriedTimeout() {
        return Timeout.of(settings.readTimeout().compareTo(HURRIED) < 0 ? settings.readTimeout() : HURRIED);
    }

    CloudSettings settings() {
        return settings;
    }

    @PreDestroy
    void close() throws IOException {
        client.close();
    }
}
