package io.docuvault.storage;

import io.docuvault.outgoing.ForbiddenAddressException;
import io.docuvault.storage.StoreException.Kind;
import jakarta.annotation.PreDestroy;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The HTTP client for cloud drives. It does nothing by itself: no redirects (a token must not go to another host), no
 * cookies, no repetitions, no unpacking.
 */
@Component
public class CloudHttp {

    private static final int MOST_CONNECTIONS = 200;

    /** A header may be as long as its sender likes, unless it is told. */
    private static final Http1Config BOUNDED = Http1Config.custom()
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(200)
            .build();

    private static final Duration HURRIED = Duration.ofSeconds(10);

    private final CloudSettings settings;
    private final CloseableHttpClient client;

    @Autowired
    CloudHttp(CloudSettings settings) {
        this(settings, PoolingHttpClientConnectionManagerBuilder.create(), MOST_CONNECTIONS);
    }

    /**
     * @param connections where they lead, and whom they trust
     * @param mostToOneServer how many of them may be in use at a time
     */
    CloudHttp(CloudSettings settings, PoolingHttpClientConnectionManagerBuilder connections, int mostToOneServer) {
        this.settings = settings;
        Timeout read = Timeout.of(settings.readTimeout());
        this.client = HttpClients.custom()
                .setConnectionManager(connections
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(BOUNDED)
                                .build())
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .setMaxConnPerRoute(mostToOneServer)
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
    record Sent(HttpUriRequestBase request, ClassicHttpResponse response, CallDeadline deadline) {}

    Sent send(ClassicHttpRequest described, boolean hurried) throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(described.getMethod(), uri(described));
        request.setHeaders(described.getHeaders());
        HttpClientContext context = HttpClientContext.create();
        if (hurried) {
            context.setRequestConfig(RequestConfig.custom()
                    .setConnectionRequestTimeout(Timeout.of(most(true)))
                    .setResponseTimeout(Timeout.of(most(true)))
                    .build());
        }
        CallDeadline deadline = new CallDeadline(most(hurried), request::cancel);
        if (described.getEntity() != null) {
            request.setEntity(new WatchedEntity(described.getEntity(), deadline));
        }
        try {
            return new Sent(request, client.executeOpen(null, request, context), deadline);
        } catch (IOException e) {
            deadline.close();
            throw deadline.missed() ? new SocketTimeoutException("The call took too long") : e;
        } catch (RuntimeException e) {
            deadline.close();
            throw e;
        }
    }

    /** Tells of each piece of a body that the other side has taken. */
    private static final class WatchedEntity extends HttpEntityWrapper {

        private final CallDeadline deadline;

        WatchedEntity(HttpEntity entity, CallDeadline deadline) {
            super(entity);
            this.deadline = deadline;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            super.writeTo(new FilterOutputStream(out) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    out.write(bytes, from, length);
                    deadline.progress();
                }
            });
        }
    }

    /** Why there is no answer, in words that tell nothing about what else is there. */
    static StoreException unreachable(IOException e) {
        return switch (e) {
            case ForbiddenAddressException _ ->
                trouble(ConnectionTrouble.ADDRESS_FORBIDDEN, "Storage at this address is not allowed here.", e);
            case UnknownHostException _ ->
                trouble(ConnectionTrouble.ADDRESS_UNKNOWN, "There is no host of this name.", e);
            case SSLException tls
            when isAboutTheCertificate(tls) ->
                trouble(ConnectionTrouble.CERTIFICATE, "The server's certificate is not one to be trusted.", e);
            case SocketTimeoutException _ -> trouble(ConnectionTrouble.TIMEOUT, "The drive did not answer in time.", e);
            default -> trouble(ConnectionTrouble.UNREACHABLE, "The drive could not be reached.", e);
        };
    }

    private static StoreException trouble(ConnectionTrouble trouble, String sentence, IOException e) {
        return new StoreException(Kind.AWAY, sentence, e, trouble);
    }

    private static boolean isAboutTheCertificate(SSLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
                return true;
            }
        }
        return false;
    }

    private static URI uri(ClassicHttpRequest request) throws IOException {
        try {
            return request.getUri();
        } catch (URISyntaxException e) {
            throw new IOException("Not an address", e);
        }
    }

    /** How long an answer may be waited for. */
    private Duration most(boolean hurried) {
        Duration patient = settings.readTimeout();
        return hurried && patient.compareTo(HURRIED) > 0 ? HURRIED : patient;
    }

    CloudSettings settings() {
        return settings;
    }

    @PreDestroy
    void close() throws IOException {
        client.close();
    }
}
