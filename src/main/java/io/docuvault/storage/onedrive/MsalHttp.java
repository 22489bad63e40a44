package io.docuvault.storage.onedrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.aad.msal4j.HttpRequest;
import com.microsoft.aad.msal4j.HttpResponse;
import com.microsoft.aad.msal4j.IHttpClient;
import com.microsoft.aad.msal4j.IHttpResponse;
import io.docuvault.storage.CloudCalls;
import io.docuvault.storage.CloudHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * Lets Microsoft's library talk through our client, with its bounds of time and size. The library insists on HTTPS; where
 * the operator has set a sign-in server without (on the same machine), the scheme is put right here.
 */
final class MsalHttp implements IHttpClient {

    private static final int LONGEST = 256 * 1024;
    private static final Set<Integer> ANY = IntStream.range(200, 600).boxed().collect(Collectors.toUnmodifiableSet());

    private final URI login;
    private final CloudCalls calls;

    MsalHttp(String loginUrl, CloudHttp http) {
        this.login = URI.create(loginUrl);
        this.calls = http.calls(null, (status, _) -> CloudCalls.byStatus("Microsoft", status))
                .hurried();
    }

    /** What the library is told. */
    String authority(String tenant) {
        return withScheme("https", login) + "/" + tenant + "/";
    }

    /** What is meant by what the library says. */
    private URI real(URI uri) {
        return withScheme(login.getScheme(), uri);
    }

    private static URI withScheme(String scheme, URI uri) {
        String rest = uri.toString().substring(uri.getScheme().length());
        return URI.create(scheme + rest);
    }

    @Override
    public IHttpResponse send(HttpRequest request) throws IOException, URISyntaxException {
        URI uri = real(request.url().toURI());
        CloudCalls.Opened answer = calls.open(
                () -> {
                    ClassicRequestBuilder builder = ClassicRequestBuilder.create(
                                    request.httpMethod().name())
                            .setUri(uri);
                    request.headers().forEach(builder::setHeader);
                    if (request.body() != null) {
                        builder.setEntity(new StringEntity(request.body(), ContentType.APPLICATION_FORM_URLENCODED));
                    }
                    return builder.build();
                },
                ANY);
        try (InputStream bytes = answer.bytes()) {
            HttpResponse response =
                    new HttpResponse().statusCode(answer.status()).body(new String(bytes.readNBytes(LONGEST), UTF_8));
            String type = answer.headers().first("Content-Type");
            response.addHeaders(Map.of("Content-Type", List.of(type == null ? "application/json" : type)));
            return response;
        }
    }
}
